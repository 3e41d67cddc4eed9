"""``theatrum admin handbook``: the network's wiki with the start content of the profile."""

from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option, json_option, write_json


@click.group()
def handbook() -> None:
    """Make the network's wiki, and bring its pages up to date."""


@handbook.command(short_help="Make the network's wiki of the profile's pages.")
@json_option
@data_option
@click.pass_context
def seed(ctx: click.Context, data: Path | None, *, as_json: bool) -> None:
    """Make the network's wiki where it is missing, and bring its pages up to date.

    A page that somebody has changed stays as it is; its new text is offered at /handbook/updates. A page that
    was deleted stays away. It can be run again, and beside the server.

    \b
    Example:  theatrum admin handbook seed
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import seeded  # app ready

    report = seeded.seed()
    facts = {"project": None, "made": [], "updated": [], "offered": []} if report is None else seeded.told(report)
    if as_json:
        write_json(facts)
    elif report is None:
        click.echo("This profile has no pages for a handbook.")
    else:
        click.echo(f"The handbook is {report.project.name}, {report.project.public_id}.")
        click.echo(f"Pages made: {len(report.made)}, updated: {len(report.updated)}, offered: {len(report.offered)}.")
        if report.offered:
            click.echo(f"Changed here, so look at /handbook/updates: {', '.join(report.offered)}")
