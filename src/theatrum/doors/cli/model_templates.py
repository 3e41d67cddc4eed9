"""``theatrum model template``: empty tables to fill in. Works offline."""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theatrum.doors.cli.options import json_option, write_json
from theatrum.doors.cli.profiles import chosen_profile, models_folder, models_option, newest_model, profile_option

if TYPE_CHECKING:  # these import polars and pydantic, which takes longer than --help may
    from theatrum.checks.profile.profile import Profile
    from theatrum.checks.templates.template import Template

_FORMATS = ("xlsx", "csv")
_MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for beside the component."""

    form: str
    center: str | None
    ids: Path | None
    rows: int


@click.command(short_help="Write an empty table to fill in, with help.")
@click.argument("component", required=False)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Default: by the ending of --output, else xlsx.")
@click.option("--center", help="The center whose identifiers the example has, such as HTA201.")
@click.option(
    "--ids",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Identifiers to begin with: one a line, or a CSV table with columns of the component.",
)
@click.option(
    "--rows",
    type=click.IntRange(0, _MOST_ROWS),
    default=0,
    help="How many rows to begin with, with what never changes.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File, - for stdout. Default: COMPONENT."
)
@click.option(
    "--all", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write those of all components into here."
)
@click.option("--model", "version", help="The version of the data model. Default: that of the newest release.")
@models_option
@profile_option
@json_option
def template(
    *,
    component: str | None,
    form: str | None,
    center: str | None,
    ids: Path | None,
    rows: int,
    output: Path | None,
    folder: Path | None,
    version: str | None,
    models: Path | None,
    profile: str | None,
    as_json: bool,
) -> None:
    """Write an empty table of a component to fill in.

    The workbook has drop-downs of all permissible values, help at each header, and a sheet that says how to fill it
    in, with an example. A CSV file has the header alone. "theatrum check" reads only the table of either. A file that
    is there is never written over.

    \b
    Example:  theatrum model template Diagnosis
              theatrum ids next --center HTA201 --kind participant --count 20 > ids.txt
              theatrum model template Demographics --ids ids.txt
              theatrum model template --all templates --format csv
    """  # noqa: D301  # \b is click's
    from theatrum.checks.model.library import with_model  # slow import

    if (component is None) == (folder is None):
        raise click.UsageError("Name one component, or give --all and a folder.")
    network = chosen_profile(profile)
    chosen = version or newest_model(network)
    network = with_model(network, chosen, models_folder(models))
    if center is not None and not network.may_be_center(center):
        raise click.UsageError(f"{center} is no center. Use one of: {', '.join(network.centers)}.")
    named = output.suffix.removeprefix(".").lower() if output else ""
    order = _Order(form or (named if named in _FORMATS else _FORMATS[0]), center, ids, rows)
    places = _places(network, chosen, order, component=component, output=output, folder=folder)
    written = [_write(network, chosen, order, name=name, place=place) for name, place in places.items()]
    if as_json:
        write_json({"model": chosen, "templates": written})
    elif output != Path("-"):
        click.echo("\n".join(f"{one['file']}: {one['columns']} columns, {one['rows']} rows" for one in written))


def _places(
    network: "Profile", version: str, order: _Order, *, component: str | None, output: Path | None, folder: Path | None
) -> dict[str, Path]:
    if component is not None:
        places = {component: output or Path(f"{component}.{order.form}")}
    elif folder is None or order.ids is not None or output is not None:
        raise click.UsageError("--all takes neither --ids nor --output: identifiers go into one component.")
    else:
        places = {name: folder / f"{name}.{order.form}" for name in network.models[version].components}
    there = next((place for place in places.values() if place.exists()), None)
    if there is not None:
        raise click.UsageError(f"{there} is there already, and may be filled in. Give another name with --output.")
    return places


def _write(network: "Profile", version: str, order: _Order, *, name: str, place: Path) -> dict[str, str | int]:
    from theatrum.checks.templates.template import template_of  # slow import

    made = template_of(network, name, version, ids=_lines(order.ids), count=order.rows, center=order.center)
    if len(made.rows) > _MOST_ROWS:
        raise click.UsageError(f"--ids has {len(made.rows):,} lines; a template begins with {_MOST_ROWS:,} at most.")
    content = _content(network, made, order.form)
    if place == Path("-"):
        sys.stdout.buffer.write(content)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return {"component": name, "file": str(place), "columns": len(made.columns), "rows": len(made.rows)}


def _lines(ids: Path | None) -> list[str]:
    try:
        return ids.read_text(encoding="utf-8-sig").splitlines() if ids else []
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{ids} is no text in UTF-8. Save it as CSV UTF-8.") from error


def _content(network: "Profile", made: "Template", form: str) -> bytes:
    if form == "csv":
        from theatrum.checks.templates.delimited import csv_bytes  # slow import

        return csv_bytes(made)
    from theatrum.checks.templates.workbook import write_workbook  # slow import

    stream = BytesIO()
    write_workbook(stream, network, made)
    return stream.getvalue()
