"""Pictures beside the data that may show who somebody is: a label, a slide with its label, a photo."""

from collections.abc import Iterator
from dataclasses import replace

from theatrum.checks.classes import Kind, Where
from theatrum.checks.findings import Finding
from theatrum.checks.formats.inspection import Asked, Inspection
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.judging import Judge

# The other kinds are small copies of the data.
_TELLING = frozenset({"label", "macro", "photo"})


def about_pictures(inspection: Inspection, judge: Judge, asked: Asked) -> Iterator[Finding]:
    """Yield a finding on each picture that a reviewer must see. What it shows is not looked at."""
    for picture in inspection.pictures:
        if picture.kind in _TELLING:
            context = Context(Where.HEADER, picture.kind, asked.component)
            yield replace(judge.field(Kind.PICTURE, "", context), place=picture.place)
