"""``theatrum admin center``: centers, whether they may submit here, and who guides them."""

from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option, json_option, write_json

_ID = click.argument("center_id", metavar="CENTER")


@click.group()
def center() -> None:
    """Add, activate and suspend centers, and say who guides them."""


@center.command(name="list")
@json_option
@data_option
@click.pass_context
def list_centers(ctx: click.Context, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """List all centers: the profile's, and those added beside it.

    \b
    Example:  theatrum admin center list --json
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    facts = centered.all_lines()
    if as_json:
        write_json(facts)
        return
    for one in facts:
        click.echo(
            f"{one['id']}  {one['state']:<10}  {one['project'] or '-':<12}  {one['people']:>4} people  "
            f"liaison {one['liaison'] or '-'}  {one['name']}"
        )


@center.command()
@_ID
@json_option
@data_option
@click.pass_context
def show(ctx: click.Context, center_id: str, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Show one center: its institutions, its people, who guided it, and its agreements.

    \b
    Example:  theatrum admin center show HTA201 --json
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    facts = centered.whole(center_id)
    if as_json:
        write_json(facts)
        return
    for line in centered.told(facts):
        click.echo(line)


@center.command(short_help="Add a project across the network, or an associate member.")
@_ID
@click.option("--kind", type=click.Choice(["tnp", "associate"]), required=True, help="What the profile admits.")
@click.option("--name", required=True, help="What it is called.")
@click.option(
    "--institution", "institutions", multiple=True, required=True, help="Where its people are; an unknown one is added."
)
@click.option("--project", default="", help="The name of its project. Default: made of the id.")
@click.option("--sponsor", metavar="USER", help="Who answers for an associate member.")
@click.option("--sponsor-center", default="", metavar="CENTER", help="At which center the sponsor is.")
@click.option("--component", "scope", multiple=True, help="What an associate member may submit. Default: all.")
@data_option
@click.pass_context
def add(ctx: click.Context, /, center_id: str, data: Path | None, **wanted: object) -> None:
    """Add a center beside those of the profile, under an unused atlas id of the reserved ones.

    \b
    Example:  theatrum admin center add HTA210 --kind tnp --name "Spatial Benchmark" --institution "Yale University"
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    click.echo(centered.add(center_id, wanted))


@center.command(short_help="Say who answers for an associate member, and what it may submit.")
@_ID
@click.option("--sponsor", required=True, metavar="USER", help="Who answers for it.")
@click.option("--sponsor-center", default="", metavar="CENTER", help="At which center; default: the coordinating one.")
@click.option("--component", "scope", multiple=True, help="What it may submit. Default: all that the profile allows.")
@data_option
@click.pass_context
def admission(ctx: click.Context, /, center_id: str, data: Path | None, **wanted: object) -> None:
    """Name another sponsor of an associate member, and its scope: both are asked at every write.

    \b
    Example:  theatrum admin center admission HTA210 --sponsor maria --sponsor-center HTA201 --component scRNALevel1
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    click.echo(centered.change_admission(center_id, wanted))


@center.command(short_help="Make project, teams, permissions, folders, bindings and tasks.")
@click.argument("center_ids", metavar="CENTER...", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="Every center there is.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would be taken away.")
@json_option
@data_option
@click.pass_context
def activate(
    ctx: click.Context,
    center_ids: tuple[str, ...],
    data: Path | None,
    *,
    is_all: bool,
    is_dry: bool,
    as_json: bool,
) -> None:
    """Activate centers for every open release; what is there stays, so it can be run again.

    A suspension ends. Teams and permissions are brought to what the profile in force says: it tells first what that
    takes away, and then what was made and what was taken.

    \b
    Example:  theatrum admin center activate HTA201 HTA207
              theatrum admin center activate --all --dry-run
    """  # noqa: D301  # \b is click's
    if is_all == bool(center_ids):
        raise click.UsageError("Name centers, or say --all.")
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    foreseen = centered.would_take(center_ids) if is_dry or not as_json else []
    if not as_json:
        for line in centered.foretold(foreseen, is_dry=is_dry):
            click.echo(line)
    facts = foreseen if is_dry else centered.activate(center_ids)
    if as_json:
        write_json(facts)
        return
    for line in () if is_dry else centered.done(facts):
        click.echo(line)


@center.command()
@_ID
@click.option("--reason", required=True, help="Why; its people and the audit are told.")
@data_option
@click.pass_context
def suspend(ctx: click.Context, center_id: str, reason: str, data: Path | None) -> None:
    """Let nobody submit for a center until it is activated again.

    \b
    Example:  theatrum admin center suspend HTA201 --reason "the agreement ended in May"
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    centered.suspend(center_id, reason)
    click.echo(f"{center_id} is suspended.")


@center.command()
@_ID
@click.argument("user")
@click.option("--note", default="", help="What the one who takes over should know.")
@data_option
@click.pass_context
def liaison(ctx: click.Context, center_id: str, user: str, note: str, data: Path | None) -> None:
    """Let somebody guide a center, in the place of who does so now.

    \b
    Example:  theatrum admin center liaison HTA201 lee --note "waits for the plan"
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    centered.assign(center_id, user, note)
    click.echo(f"{user} is the liaison of {center_id}.")
