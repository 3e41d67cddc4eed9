"""Texts of tags without what must not be in them, never longer than before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from theatrum.checks.formats.told import shown
from theatrum.checks.redaction.splices import Splices
from theatrum.checks.redaction.tiff.fields import fields_in
from theatrum.checks.redaction.wishes import Find, How, Taken
from theatrum.checks.redaction.xml_cleaning import Rules, clean_xml

_MARKUP = re.compile(r"\s*(?:\ufeff)?<[?!A-Za-z]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ASCII_RUN = re.compile(rb"[\t\n\r\x20-\x7e]{5,}")
_WIDE_RUN = re.compile(rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\0){4,}|(?:\0[\t\n\r\x20-\x7e\xa0-\xff]){4,}")
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A value as it will be, None where all of it goes, and what was taken out of it."""

    value: bytes | None = field(repr=False)
    taken: Sequence[Taken] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands, and the name of its tag."""

    place: str
    name: str


def clean_text(raw: bytes, where: Place, rules: Rules) -> Cleaned:
    """Return a text without fields that must be empty, and without what detectors find.

    Raises Unreadable for XML that is broken.
    """
    body = raw.rstrip(b"\0")
    if body.startswith(_WIDE_MARKS):
        return _all_or_nothing(body.decode("utf-16", "replace"), raw, where, rules.find)
    text, encoding = decoded(body)
    if _CONTROLS.search(text):
        return _all_or_nothing(_CONTROLS.sub("", text), raw, where, rules.find)
    is_markup = bool(_MARKUP.match(text))
    splices = clean_xml(text, place=where.place, rules=rules) if is_markup else _plain(text, where, rules)
    value = splices.result().encode(encoding)
    return Cleaned(raw if value == body else value + b"\0" * (len(value) < len(raw)), splices.taken)


def decoded(body: bytes) -> tuple[str, str]:
    """Return a text and its encoding: UTF-8, or one byte a character."""
    try:
        return body.decode(), "utf-8"
    except UnicodeDecodeError:
        return body.decode("latin-1"), "latin-1"


def _plain(text: str, where: Place, rules: Rules) -> Splices:
    splices = Splices(text, where.place)
    rest = list(text)
    for one in fields_in(text, rules.is_harmless):
        if one.is_number:
            splices.put(one.start, one.end, "0")
            splices.taken.append(Taken(one.kind, where.place, shown(one.name)))
        else:
            splices.cut(one.start, one.end, kind=one.kind, name=shown(one.name))
        rest[one.start : one.end] = "\n" * (one.end - one.start)
    splices.blank(0, rules.find("".join(rest).replace("\0", "\n"), where.name), where.name)
    return splices


def _all_or_nothing(text: str, raw: bytes, where: Place, find: Find) -> Cleaned:
    """A text whose characters cannot be written over one by one stays whole, or goes whole."""
    taken = [Taken(one.kind, where.place, shown(one.name)) for one in fields_in(text)]
    taken += [Taken(span.kind, where.place, where.name) for span in find(text, where.name)]
    return Cleaned(None if taken else raw, taken)


def clean_bytes(raw: bytes, where: Place, find: Find) -> Cleaned:
    """Return bytes in which texts may stand, with blanks over what detectors find in these."""
    taken: list[Taken] = []
    changed = bytearray(raw)
    for found in _ASCII_RUN.finditer(raw):
        for start, length in _spans(found[0].decode("ascii"), where, find, taken):
            begin = found.start() + start
            changed[begin : begin + length] = b" " * length
    for found in _WIDE_RUN.finditer(raw):
        is_big = found[0][0] == 0
        text = found[0].decode("utf-16-be" if is_big else "utf-16-le", "replace")
        for start, length in _spans(text, where, find, taken):
            begin = found.start() + 2 * start
            changed[begin : begin + 2 * length] = (b"\0 " if is_big else b" \0") * length
    return Cleaned(bytes(changed), taken)


def _spans(text: str, where: Place, find: Find, taken: list[Taken]) -> list[tuple[int, int]]:
    fields = list(fields_in(text))
    spans = find(text, where.name)
    taken += [Taken(one.kind, where.place, shown(one.name), How.BLANKED) for one in fields]
    taken += [Taken(span.kind, where.place, where.name, How.BLANKED) for span in spans]
    return [(one.start, one.end - one.start) for one in fields] + [(span.start, span.length) for span in spans]
