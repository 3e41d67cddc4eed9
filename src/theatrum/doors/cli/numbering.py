"""Finds out which identifiers are in use, and counts on from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from theatrum.checks.numbering.blocks import Block, read_blocks
from theatrum.checks.numbering.counting import Counting
from theatrum.checks.numbering.errors import NumberingInvalid
from theatrum.checks.numbering.used import used_in
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.profile import Profile
from theatrum.doors.cli.known import known_of
from theatrum.doors.cli.profiles import profile_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Where identifiers in use are looked for."""

    used: Sequence[Path] = ()
    known: str | None = None
    profile: str | None = None


def block_of(path: Path | None, site: str | None, *, is_noted: bool = False) -> tuple[Block, ...]:
    """Return the blocks of a site; any number will do where there is no file.

    ``is_noted``: the site is written down in any case, and need not have blocks. Raises BlockInvalid, NumberingInvalid.
    """
    if path is None:
        if site is not None and not is_noted:
            problem = f"Which numbers '{site}' has is not known."
            raise NumberingInvalid(problem=problem, fix="Give the file of blocks with --blocks.")
        return ()
    blocks = read_blocks(path)
    if site is None or site not in blocks:
        problem = f"The blocks of {path.name} are those of sites." if site is None else f"{path.name} has no '{site}'."
        raise NumberingInvalid(problem=problem, fix=f"Name one with --site: {', '.join(blocks)}.")
    return blocks[site]


def counting_of(profile: Profile, center: str, taken: Taken, blocks: Sequence[Block]) -> Counting:
    """Return what counts on from the identifiers in use. Raises DomainError, OSError."""
    checked_center(profile, center)
    hints = read_discovery(ProfileFolder.named(profile_place(taken.profile)), profile)
    texts, groups = used_in(list(taken.used), center, hints.left_out) if taken.used else (set[str](), [])
    for group in groups:
        told = group.finding
        click.echo(f"Not looked at: {told.file}: {told.message}", err=True)
    known = known_of(taken.known, center=center, token=None, config=None).frame
    for column in ("id", "parent"):
        texts.update(known[column].drop_nulls())
    return Counting(profile.overlay.identifiers.forms, center, texts, blocks)


def checked_center(profile: Profile, center: str) -> None:
    """Refuse a center that there cannot be in this network. Raises NumberingInvalid."""
    if not profile.may_be_center(center):
        known = ", ".join(one.id for one in profile.centers.values())
        raise NumberingInvalid(problem=f"There is no center {center}.", fix=f"Use one of {known}.")
