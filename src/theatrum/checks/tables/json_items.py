"""The items of a JSON array or of JSON lines, one after the other, with what is wrong with them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.tables.json_values import DEEPEST, decoder, is_too_deep

_BLANK = re.compile(r"[ \t\r\n]*")
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_DECODER = decoder()


@dataclass(frozen=True, slots=True)
class Item:
    """One item and the line it begins on; or, in ``error``, why there is none, and in ``spot`` where."""

    value: object
    line: int
    error: str | None = None
    spot: str | None = None


def array_items(text: str) -> Iterator[Item]:
    """Yield the items of an array, or one object; after an error nothing more."""
    position = _skip(text, 0)
    if position == len(text):
        return
    if not text.startswith("[", position):
        yield from _objects(text, position)
        return
    line, counted = 1, 0
    position = _skip(text, position + 1)
    while not text.startswith("]", position):
        line, counted = line + text.count("\n", counted, position), position
        item, position = _decoded(text, position, line)
        yield item
        if item.error:
            return
        if not text.startswith((",", "]"), position):
            yield _broken(text, position, "A comma or the end of the array is missing")
            return
        if text.startswith(",", position):
            position = _skip(text, position + 1)
            if text.startswith("]", position):
                yield _broken(text, position, "A comma stands before the end of the array")
                return
    yield from _after(text, position + 1)


def line_items(text: str, line: int) -> Iterator[Item]:
    """Yield the item of each line that is not blank; ``line`` is the number of the first."""
    for number, match in enumerate(_LINE.finditer(text), line):
        content = match[1]
        start = _skip(content, 0)
        if start == len(content):
            continue
        item, end = _decoded(content, start, number)
        if item.error is None and end < len(content):
            item = Item(None, number, "Something follows the object", f"line {number}")
        yield item


def _objects(text: str, position: int) -> Iterator[Item]:
    """Yield one object, or several that follow one another without an array around."""
    line, counted = 1, 0
    while True:
        line, counted = line + text.count("\n", counted, position), position
        item, position = _decoded(text, position, line)
        yield item
        if item.error or not text.startswith("{", position):
            break
    if item.error is None:
        yield from _after(text, position)


def _after(text: str, position: int) -> Iterator[Item]:
    position = _skip(text, position)
    if position < len(text):
        yield _broken(text, position, "Something follows the end of the table")


def _broken(text: str, position: int, what: str) -> Item:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return Item(None, line, what, f"line {line}, character {column}")


def _decoded(text: str, position: int, line: int) -> tuple[Item, int]:
    try:
        value, end = _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as wrong:
        start = text.rfind("\n", 0, wrong.pos)
        at = line + text.count("\n", position, wrong.pos)
        return Item(None, line, "The text is not JSON", f"line {at}, character {wrong.pos - start}"), len(text)
    except RecursionError:
        return _too_deep(line), len(text)
    return _too_deep(line) if is_too_deep(value) else Item(value, line), _skip(text, end)


def _too_deep(line: int) -> Item:
    return Item(None, line, f"The value is nested more than {DEEPEST} levels deep", f"line {line}")


def _skip(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position
