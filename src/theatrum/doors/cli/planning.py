"""Makes the plan of a layout: loads what it needs, proposes, and writes the table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from theatrum.checks.layout.plan import COLUMNS, LEAVE, TAKE, Line
from theatrum.checks.layout.proposing import Wish, propose
from theatrum.checks.model.library import with_model
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.network_shapes import Release
from theatrum.checks.profile.profile import Profile
from theatrum.doors.cli.options import write_json
from theatrum.doors.cli.profiles import models_folder, profile_place
from theatrum.doors.cli.table_files import writer_of
from theatrum.kernel.errors import InvalidRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is laid out, and where the plan goes."""

    folder: Path
    output: Path
    release: Release
    model: str
    models: Path | None
    profile: str | None
    center: str | None
    has_ids: bool


def release_of(profile: Profile, number: int | None) -> Release:
    """Return a release, the newest for None. Raises InvalidRequest."""
    chosen = max(profile.releases, default=0) if number is None else number
    if chosen not in profile.releases:
        known = ", ".join(map(str, sorted(profile.releases))) or "none"
        raise InvalidRequest(reason=f"There is no release {chosen}. Use one of: {known}.")
    return profile.releases[chosen]


def run(profile: Profile, asked: Asked, *, as_json: bool) -> None:
    """Propose, and write the plan. Raises DomainError, OSError."""
    write = writer_of(asked.output)
    network = with_model(profile, asked.model, models_folder(asked.models))
    hints = read_discovery(ProfileFolder.named(profile_place(asked.profile)), network)
    wish = Wish(
        root=asked.folder,
        release=asked.release,
        version=asked.model,
        center=asked.center,
        has_ids=asked.has_ids,
    )
    place = asked.output.resolve()
    proposed, told = propose(wish, network, hints)
    lines = [line for line in proposed if Path(line.root, line.source).resolve() != place]
    for group in told:
        about = f"{group.finding.file}: " if group.finding.file else ""
        click.echo(f"Left out: {about}{group.finding.message}", err=True)
    if not lines:
        raise InvalidRequest(reason=f"{asked.folder}: there is no file in it.")
    write(COLUMNS, (line.row() for line in lines))
    if as_json:
        write_json({"plan": str(asked.output), "lines": [asdict(line) for line in lines]})
        return
    _tell(lines, asked.output)


def _tell(lines: Sequence[Line], output: Path) -> None:
    counts = Counter(line.sure for line in lines if line.action == TAKE)
    words = ", ".join(f"{count:,} {sure}" for sure, count in counts.items())
    click.echo(f"{output}: {counts.total():,} files have a place ({words})." if counts else f"{output}: no file has.")
    left = sum(1 for line in lines if line.action == LEAVE)
    if left:
        click.echo(f"{left:,} are left: fill in folder and name, and write {TAKE} as action, where they belong in.")
    noted = sum(1 for line in lines if line.note)
    if noted:
        click.echo(f"{noted:,} have a note: look at them.")
    click.echo(f"Edit it in a spreadsheet, then: theatrum layout apply {output} --to FOLDER")
