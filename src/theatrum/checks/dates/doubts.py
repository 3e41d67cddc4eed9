"""Ages that were counted right and are still doubtful: as ``theatrum check`` would say of them."""

from collections.abc import Sequence

import polars as pl

from theatrum.checks.dates.sheets import Sheet
from theatrum.checks.findings import Group
from theatrum.checks.links.records import Records
from theatrum.checks.profile.overlay_shapes import Ages
from theatrum.checks.report.ages import AgeCheck


def doubts(sheets: Sequence[Sheet], ages: Ages, center: str | None) -> list[Group]:
    """Tell ages above the cap, and tables whose days were perhaps not counted from birth; nothing is changed."""
    groups: list[Group] = []
    for sheet in sheets:
        check = AgeCheck(ages, center=center)
        frame = pl.DataFrame(sheet.columns, schema=dict.fromkeys(sheet.columns, pl.String))
        groups += [*check.check(Records("", sheet.file, sheet.sheet, frame)), *check.finish()]
    return groups
