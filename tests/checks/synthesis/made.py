"""What the tests of this room share: the profile, its plan, and small centers."""

import random
from pathlib import Path

from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.blueprint import Blueprint, blueprint_of
from theatrum.checks.synthesis.centers import Batch, Order, synthesize_from
from theatrum.checks.synthesis.drafts import Draft, Row
from theatrum.checks.synthesis.styles import Style
from theatrum.doors.cli.synthetic import SubmissionFolder

PROFILE: Profile = load_profile(ProfileFolder.packaged("htan2"))
PLAN: Blueprint = blueprint_of(PROFILE)
CENTER = "HTA201"


def chance(seed: int) -> random.Random:
    """Return a source of chance."""
    return random.Random(seed)  # noqa: S311  # a test that fails must fail again


def batches(
    participants: int,
    *,
    seed: int = 0,
    defects: tuple[str, ...] = (),
    has_files: bool = True,
    is_workbook: bool = False,
) -> list[Batch]:
    """Return the batches of a center."""
    order = Order(
        center=CENTER,
        participants=participants,
        seed=seed,
        defects=defects,
        has_files=has_files,
        is_workbook=is_workbook,
    )
    return list(synthesize_from(PLAN, order))


def rows_of(draft: Draft) -> dict[str, list[Row]]:
    """Return the rows by component."""
    return {name: table.rows for name, table in draft.tables.items()}


def written(path: Path, found: list[Batch], *, is_workbook: bool = False) -> Path:
    """Write batches into a folder."""
    folder = SubmissionFolder(path, Style(is_workbook=is_workbook))
    folder.open()
    for batch in found:
        folder.add(batch.draft)
    folder.close()
    return path
