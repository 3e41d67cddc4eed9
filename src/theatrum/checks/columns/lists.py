"""A list-valued cell, taken apart.

Items stand between commas; one that holds a comma itself stands in double quotes, or is a permissible value as it is.
Where there is no comma, semicolons separate. Programs may write a JSON array instead. Blanks around items and empty
items are dropped.
"""

import csv
import json
from collections.abc import Collection, Sequence

from theatrum.kernel.jsontext import JsonValue

_SEPARATORS = (",", ";")


def split_list(text: str, permissible: Collection[str] = ()) -> list[JsonValue]:
    """Return the items of a cell: texts, or what a JSON array holds.

    ``permissible`` are values that hold a separator themselves.
    """
    bare = text.strip()
    if bare.startswith("[") and (found := _json_array(bare)) is not None:
        return [item for item in found if item is not None and item != ""]
    if bare in permissible:
        return [bare]
    separator = next((sign for sign in _SEPARATORS if sign in bare), None)
    if separator is None:
        return [unquoted] if (unquoted := bare.removeprefix('"').removesuffix('"').strip()) else []
    parts = _parts(bare, separator)
    items = _joined(parts, separator, permissible) if permissible else parts
    return [item for item in (part.strip() for part in items) if item]


def join_list(items: Sequence[str]) -> str:
    """Write a list the way it is read: comma and blank between items, quotes where an item needs them."""
    return ", ".join('"' + item.replace('"', '""') + '"' if _needs_quotes(item) else item for item in items)


def _needs_quotes(item: str) -> bool:
    return any(sign in item for sign in (*_SEPARATORS, '"')) or item.startswith("[") or item != item.strip()


def _json_array(text: str) -> list[JsonValue] | None:
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None  # a text that begins with a bracket is a text
    return found if isinstance(found, list) else None


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _parts(text: str, separator: str) -> list[str]:
    """Split one line, quotes respected; a quote that is never closed is a letter like any other."""
    if text.count('"') % 2:
        return text.split(separator)
    flat = text.replace("\r", " ").replace("\n", " ")
    return next(csv.reader([flat], delimiter=separator, skipinitialspace=True), [])


def _joined(parts: list[str], separator: str, permissible: Collection[str]) -> list[str]:
    """Put parts together again where they are one permissible value: the longest first."""
    items: list[str] = []
    start = 0
    while start < len(parts):
        end = next(
            (end for end in range(len(parts), start + 1, -1) if _whole(parts, start, end, separator) in permissible),
            start + 1,
        )
        items.append(_whole(parts, start, end, separator) if end > start + 1 else parts[start])
        start = end
    return items


def _whole(parts: list[str], start: int, end: int, separator: str) -> str:
    return f"{separator} ".join(part.strip() for part in parts[start:end])
