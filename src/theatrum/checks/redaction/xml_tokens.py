"""The marks of an XML text with their places, so that what stays can stay as it is, sign by sign.

A parser reads the text first, which refuses what is not well-formed, and all declarations of entities with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.markup import parsed

_MOST = 10_000_000
_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)-->|<!\[CDATA\[(?P<data>.*?)\]\]>|<\?.*?\?>"
    r"|<(?P<close>/)?(?P<name>[^\s/>!?]+)(?P<attributes>(?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"\s+(?P<name>[^\s=]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its stretch, with the blank before it, and that of its value. ``name`` is without prefix."""

    full_name: str
    name: str
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, without its prefix: ``opens`` and ``closes`` are both true of an empty element."""

    name: str
    start: int
    end: int
    opens: bool
    closes: bool
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between tags or in a comment. ``is_raw`` where no sign stands for another."""

    start: int
    end: int
    is_raw: bool = False


def tokens(text: str, *, place: str) -> Iterator[Tag | Text]:
    """Yield tags and texts in order. Raises Unreadable where the text is not well-formed."""
    parsed(text, place=place, budget=Budget(structures=_MOST))
    at = 0
    for found in _TOKEN.finditer(text):
        if found.start() > at:
            yield Text(at, found.start())
        at = found.end()
        if found["name"]:
            yield _tag(found)
        else:
            start, end = next((found.span(part) for part in ("comment", "data") if found[part]), (at, at))
            yield Text(start, end, is_raw=True)
    if at < len(text):
        yield Text(at, len(text))


def _tag(found: re.Match[str]) -> Tag:
    begin = found.start("attributes")
    attributes = tuple(_attribute(one, begin) for one in _ATTRIBUTE.finditer(found["attributes"]))
    closes = bool(found["close"])
    is_empty = found["attributes"].endswith("/")
    return Tag(_local(found["name"]), *found.span(), not closes, closes or is_empty, attributes)


def _attribute(found: re.Match[str], begin: int) -> Attribute:
    value = "single" if found["double"] is None else "double"
    return Attribute(
        found["name"], _local(found["name"]), *(begin + place for place in (*found.span(), *found.span(value)))
    )


def _local(name: str) -> str:
    return name.rpartition(":")[2]
