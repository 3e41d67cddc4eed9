"""Named values inside a text of a header: those whose names say that they must be empty are taken out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from theatrum.checks.classes import Kind
from theatrum.checks.formats.fields import is_blank, meaning_of

# As Aperio writes them, as lines, and as JSON. Each finds the value, and the stretch to cut with it.
_WRITINGS = (
    re.compile(r"(?P<cut>\|\s*(?P<key>[^|=]{1,64}?)\s*=\s*(?P<value>[^|]*))"),
    re.compile(r"(?:\A|(?<=[\r\n\0;]))(?P<cut>[ \t]*(?P<key>[^=:|;\r\n\0]{1,64}?)[ \t]*[=:](?P<value>[^\r\n\0;|]*))"),
    re.compile(r"\"(?P<key>[^\"\\]{1,64})\"\s*:\s*\"(?P<cut>(?P<value>(?:[^\"\\]|\\.)*))\""),
    re.compile(r"\"(?P<key>[^\"\\]{1,64})\"\s*:\s*(?P<value>(?P<cut>-?[0-9]{6,}))"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """A value that must not be there: the name of its field, its class, and the stretch to cut."""

    name: str
    kind: Kind
    start: int
    end: int
    is_number: bool = False


def fields_in(text: str, is_harmless: Callable[[str], bool] = lambda _: False) -> Iterator[Field]:
    """Yield fields that hold something, by place; none overlaps another."""
    found = (field for writing in _WRITINGS for field in _of(writing, text, is_harmless))
    at = 0
    for field in sorted(found, key=lambda one: (one.start, -one.end)):
        if field.start >= at:
            yield field
            at = field.end


def _of(writing: re.Pattern[str], text: str, is_harmless: Callable[[str], bool]) -> Iterator[Field]:
    for found in writing.finditer(text):
        name = found["key"].strip()
        kind = meaning_of(name)
        if kind is not None and not is_blank(found["value"]) and not is_harmless(found["value"].strip()):
            yield Field(name, kind, *found.span("cut"), is_number=writing is _WRITINGS[-1])
