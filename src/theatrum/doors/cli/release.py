"""``theatrum release``: the release cycles of the consortium."""

from datetime import datetime
from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option, json_option, write_json

_NUMBER = click.argument("number", type=click.IntRange(min=1))
_CENTERS = click.option(
    "--center", "centers", multiple=True, help="A center, such as HTA201; repeat for more. Default: all."
)


@click.group()
def release() -> None:
    """Open release cycles for centers, close and extend them."""


@release.command("open", short_help="Make projects, folders, schema bindings and tasks for centers.")
@_NUMBER
@_CENTERS
@click.option("--now", "is_now", is_flag=True, help="Take data from today, also where the calendar names a later day.")
@json_option
@data_option
@click.pass_context
def open_(
    ctx: click.Context, number: int, data: Path | None, *, centers: tuple[str, ...], is_now: bool, as_json: bool
) -> None:
    """Open a release for centers: their projects, teams, folders, permissions, schema bindings and tasks.

    What is there already stays as it is, so it can be run again, for more centers or after a new
    version of the profile. It may run beside the server. What "release close" has closed takes data again; until when,
    the calendar says, and "release extend".

    \b
    Example:  theatrum release open 8 --center HTA201 --center HTA207
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import opening  # app ready

    wanted = centers or opening.all_centers()
    projects = opening.open_for(number=number, center_ids=list(wanted))
    tasks = opening.plan_for(number=number, center_ids=list(wanted))
    told = opening.take_data(number=number, center_ids=centers, is_now=is_now)
    opened = [
        {"center": center, "project": project.name, "id": project.public_id}
        for center, project in zip(wanted, projects, strict=True)
    ]
    if as_json:
        write_json(opened)
        return
    for line in opened:
        click.echo(f"Release {number} is open for {line['center']}: {line['project']}, {line['id']}")
    click.echo(f"{tasks} curation tasks were made." if tasks else "The curation tasks were there already.")
    for told_of in told:
        click.echo(told_of)


@release.command(short_help="Take no more data.")
@_NUMBER
@_CENTERS
@click.option("--reason", required=True, help="Why; it is shown to the center, and kept.")
@click.option("--also-alone", is_flag=True, help="For all: close those, too, that were opened or extended alone.")
@data_option
@click.pass_context
def close(
    ctx: click.Context, number: int, reason: str, data: Path | None, *, centers: tuple[str, ...], also_alone: bool
) -> None:
    """Close a release whatever its days say, for some centers or for all, until it is opened again.

    Closed for all, it stays open for centers for which it was opened or extended alone; they are named, and closed,
    too, with --also-alone.

    \b
    Example:  theatrum release close 8 --center HTA201 --reason "all data is in"
    """  # noqa: D301  # \b is click's
    ctx.obj.set_up(data=data)
    from theatrum.doors.cli import opening  # app ready

    alone = opening.staying(number) if also_alone and not centers else []
    for one in centers or (*alone, ""):
        told = opening.change(number=number, center_id=one, verb="close", reason=reason)
        click.echo(f"{one or 'All centers'}: {told.words}")
    if not centers and (left := opening.staying(number)):
        click.echo(f"Not closed, as they were opened or extended alone: {', '.join(left)}. See --also-alone.")


@release.command(short_help="Take data until a later day.")
@_NUMBER
@_CENTERS
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day, such as 2027-02-12.")
@click.option("--reason", default="", help="Why; it is shown to the center, and kept.")
@data_option
@click.pass_context
def extend(
    ctx: click.Context, number: int, until: datetime, data: Path | None, *, centers: tuple[str, ...], reason: str
) -> None:
    """Extend a release until the end of a day, for some centers or for all; what was closed takes data again.

    \b
    Example:  theatrum release extend 8 --until 2027-02-12 --center HTA201 --reason "a scanner was repaired"
    """  # noqa: D301  # \b is click's
    ctx.obj.set_up(data=data)
    from theatrum.doors.cli import opening  # app ready

    day = until.date()
    for one in centers or ("",):
        told = opening.change(number=number, center_id=one, verb="extend", reason=reason, until=day)
        click.echo(f"{one or 'All centers'}: {told.words}")


@release.command(short_help="Say when releases take data.")
@click.argument("number", type=click.IntRange(min=1), required=False)
@json_option
@data_option
@click.pass_context
def show(ctx: click.Context, number: int | None, data: Path | None, *, as_json: bool) -> None:
    """Say when releases take data: for all centers, and for those of which something else was said.

    \b
    Example:  theatrum release show 8 --json
    """  # noqa: D301  # \b is click's
    ctx.obj.set_up(data=data)
    from theatrum.doors.cli import opening  # app ready

    facts = opening.standings(number)
    if as_json:
        write_json(facts)
        return
    for one in facts:
        click.echo(f"{one['center'] or 'All centers'}: {one['told']}")
