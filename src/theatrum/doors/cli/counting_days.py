"""Runs ``theatrum dates``: reads, converts, shows what it does, and writes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from theatrum.checks.dates.converting import Conversion, convert
from theatrum.checks.dates.doubts import doubts
from theatrum.checks.dates.problems import Place, told_in_words
from theatrum.checks.dates.request import Indexed, Request, Unit
from theatrum.checks.dates.sheets import Sheet
from theatrum.checks.dates.writings import Order, Reading
from theatrum.checks.findings import Group
from theatrum.checks.model.library import with_all_models
from theatrum.checks.profile.profile import Profile
from theatrum.doors.cli.dated_files import grouped, read_sheets, targets_of, write_sheets
from theatrum.doors.cli.dates_text import as_facts, finding_lines, plan_lines, shown
from theatrum.doors.cli.errors import DONE, REFUSED
from theatrum.doors.cli.options import write_json
from theatrum.doors.cli.profiles import chosen_profile, models_folder

if TYPE_CHECKING:
    from theatrum.checks.profile.overlay_shapes import Ages


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says; pairs are still COLUMN=ATTRIBUTE."""

    files: Sequence[Path]
    birth: str | None
    person: str | None
    births: Path | None
    mapped: Sequence[str]
    index: str | None
    index_age: str | None
    indexed: Sequence[str]
    indexed_months: Sequence[str]
    death: str | None
    dropped: Sequence[str]
    kept: Sequence[str]
    order: str | None
    pivot: int | None
    takes_middle: bool
    center: str | None
    profile: str | None
    models: Path | None


def run(asked: Asked, output: Path | None, *, as_json: bool) -> int:
    """Convert, show, and write where there is an output; return the exit code. Raises DomainError, OSError."""
    ages, targets = _attributes(asked)
    request = _request(asked, ages.attributes, targets)
    files = list(dict.fromkeys(asked.files))
    places = targets_of(files, output) if output else {}
    read = {path: read_sheets(path) for path in files}
    births = read_sheets(asked.births) if asked.births else ([], [])
    unread = [group for _, groups in (*read.values(), births) for group in groups]
    sheets = [sheet for own, _ in read.values() for sheet in own]
    conversion = Conversion((), (), tuple(unread or _nothing(files, sheets)))
    if not conversion.groups:
        conversion = convert(sheets, request, births[0])
    groups = [*conversion.groups, *doubts(conversion.sheets, ages, asked.center)]
    _show(conversion, groups, as_json=as_json)
    if conversion.is_refused:
        click.echo("Nothing was written: mend the errors first.", err=True)
        return REFUSED
    if output:
        write_sheets(dict(grouped(conversion.sheets, {path: len(own) for path, (own, _) in read.items()})), places)
        click.echo(f"Written: {', '.join(map(str, places.values()))}", err=as_json)
    return DONE


def _nothing(files: Sequence[Path], sheets: Sequence[Sheet]) -> list[Group]:
    named = {sheet.file for sheet in sheets}
    return [
        told_in_words("dates.no_column", Place(path.name, None, None), "The file has no table.", "Look into it.")
        for path in files
        if path.name not in named
    ]


def _show(conversion: Conversion, groups: Sequence[Group], *, as_json: bool) -> None:
    if as_json:
        write_json(as_facts(conversion.plans, groups))
        return
    for plan in conversion.plans:
        click.echo("\n".join(plan_lines(plan)))
    for line in finding_lines(groups):
        click.echo(line, err=True)


def _attributes(asked: Asked) -> "tuple[Ages, tuple[str, ...]]":
    """Return the policy on ages, and the attributes that hold them. Raises DomainError, UsageError."""
    profile: Profile = chosen_profile(asked.profile)
    ages = profile.overlay.ages
    if ages is None:
        raise click.UsageError("The profile has no attributes that are ages.")
    models = with_all_models(profile, models_folder(asked.models)).models.values()
    names = {name for model in models for component in model.components.values() for name in component.attributes}
    return ages, tuple(sorted(name for name in names if re.search(ages.attributes, name)))


def _request(asked: Asked, prefix: str, targets: tuple[str, ...]) -> Request:
    if not asked.birth and not asked.index_age:
        raise click.UsageError("Name the column with the date of birth: --birth COLUMN.")
    if asked.index and asked.index_age:
        raise click.UsageError("Give --index or --index-age, not both.")
    units: dict[Unit, Sequence[str]] = {"days": asked.indexed, "months": asked.indexed_months}
    indexed = {
        column: Indexed(target, unit)
        for unit, pairs in units.items()
        for column, target in _pairs(pairs, targets).items()
    }
    if indexed and not (asked.index or asked.index_age):
        raise click.UsageError("--indexed needs --index, or --index-age.")
    if asked.births and not (asked.person and asked.birth):
        raise click.UsageError("--births needs --id, the column that tells whose row it is, and --birth.")
    return Request(
        birth=asked.birth,
        today=datetime.now().astimezone().date(),
        person=asked.person,
        death=asked.death,
        mapped=_pairs(asked.mapped, targets),
        index=asked.index,
        index_age=asked.index_age,
        indexed=indexed,
        kept=frozenset(asked.kept),
        dropped=frozenset(asked.dropped),
        reading=Reading(cast("Order | None", asked.order), asked.pivot, asked.takes_middle),
        targets=targets,
        prefix=prefix,
    )


def _pairs(pairs: Sequence[str], targets: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        column, _, target = pair.rpartition("=")
        if not column:
            raise click.UsageError(f"Write COLUMN=ATTRIBUTE, such as DX_DATE={next(iter(targets), '')}.")
        if target not in targets:
            near = "".join(f" Did you mean {one}?" for one in get_close_matches(target, targets, n=1))
            raise click.UsageError(f"{shown(target)} is no attribute that holds an age.{near}")
        found[column] = target
    return found
