"""Pictures beside the data that may show who somebody is: a label, a slide with its label."""

from collections.abc import Iterator
from dataclasses import replace

from theatrum.checks.classes import Kind, Where
from theatrum.checks.findings import Finding
from theatrum.checks.formats.inspection import Asked, Inspection
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.judging import Judge

# Of the other kinds, thumbnails are small copies of the data, and photos lie in every platform's output.
LABELS = frozenset({"label", "macro"})
PHOTOS = frozenset({"photo"})


def about_pictures(
    inspection: Inspection, judge: Judge, asked: Asked, *, kinds: frozenset[str] = LABELS
) -> Iterator[Finding]:
    """Yield a finding on each picture of some kinds, for a reviewer to see. What it shows is not looked at."""
    for picture in inspection.pictures:
        if picture.kind in kinds:
            context = Context(Where.HEADER, picture.kind, asked.component)
            yield replace(judge.field(Kind.PICTURE, "", context), place=picture.place)
