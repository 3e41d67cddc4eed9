"""``theatrum release``: the release cycles of the consortium."""

from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option, json_option, write_json


@click.group()
def release() -> None:
    """Open release cycles for centers."""


@release.command("open", short_help="Make projects, folders, schema bindings and tasks for centers.")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--center", "centers", multiple=True, help="A center, such as HTA201; repeat for more. Default: all.")
@json_option
@data_option
@click.pass_context
def open_(ctx: click.Context, number: int, data: Path | None, *, centers: tuple[str, ...], as_json: bool) -> None:
    """Open a release for centers: their projects, teams, folders, permissions, schema bindings and tasks.

    What is there already stays as it is, so it can be run again, for more centers or after a new
    version of the profile. It may run beside the server.

    \b
    Example:  theatrum release open 8 --center HTA201 --center HTA207
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import opening  # app ready

    wanted = centers or opening.all_centers()
    projects = opening.open_for(number=number, center_ids=list(wanted))
    tasks = opening.plan_for(number=number, center_ids=list(wanted))
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
