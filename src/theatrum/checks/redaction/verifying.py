"""Looks at a cleaned copy, or at an original that is not cleaned here, as any check of a submission does."""

from collections.abc import Iterator
from dataclasses import replace

from theatrum.checks.classes import Kind, Where
from theatrum.checks.findings import Finding
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspecting import Inspection, inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.judging import Judge

# Pictures that show a label or a person; the others are small copies of the data.
_TELLING = frozenset({"label", "macro", "photo"})
_NAME = "name"
_FIX = "Take it out with the program that made the file, or ask your liaison whether it may stay."


def remaining_in(file: Bytes, name: str, judge: Judge) -> list[Finding]:
    """Return what is still identifying in a file's header, pictures and name; findings of other kinds are a check's."""
    found = list(_in_header(inspect_file(file, Asked(name)), judge))
    found += [replace(one, place=_NAME) for one in judge.text(name, Context(Where.NAME))]
    return [_in_words(finding) for finding in found if finding.verdict is not None]


def _in_words(finding: Finding) -> Finding:
    """What is left after cleaning is not mended by cleaning again."""
    return finding if finding.place == _NAME else replace(finding, fix=_FIX)


def _in_header(inspection: Inspection, judge: Judge) -> Iterator[Finding]:
    for text in inspection.texts:
        for found in judge.text(text.text, Context(Where.HEADER, text.name)):
            yield replace(found, place=text.place)
    for one in inspection.forbidden:
        yield replace(judge.field(one.kind, one.text, Context(Where.HEADER, one.name)), place=one.place)
    for picture in inspection.pictures:
        if picture.kind not in _TELLING:
            continue
        yield replace(judge.field(Kind.PICTURE, "", Context(Where.HEADER, picture.kind)), place=picture.place)
