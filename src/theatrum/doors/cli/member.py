"""``theatrum admin member``: who is at which center, in which role."""

from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option, json_option, write_json

_USER = click.argument("user")
_CENTER = click.argument("center_id", metavar="CENTER")
_AS = click.option("--as", "by", metavar="USER", help="Who files it. Default: the operator, who may for every center.")


@click.group()
def member() -> None:
    """File and end the personnel forms of centers; teams follow at once."""


@member.command(name="list")
@_CENTER
@json_option
@data_option
@click.pass_context
def list_members(ctx: click.Context, center_id: str, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """List the people of a center, one line a role.

    \b
    Example:  theatrum admin member list HTA201 --json
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    facts = centered.people(center_id)
    if as_json:
        write_json(facts)
        return
    for one in facts:
        click.echo(f"{one['user']}  {one['role']}  {one['name']}  {one['institution'] or '-'}")
    if not facts:
        click.echo(f"{center_id} has no people yet.")


@member.command(name="file", short_help="File somebody for a role at a center.")
@_USER
@_CENTER
@click.argument("role")
@click.option("--institution", default="", help="The institution of the center where they work. Default: its only one.")
@click.option("--title", default="", help="Their title or position.")
@click.option("--phone", default="", help="A telephone number for questions.")
@_AS
@data_option
@click.pass_context
def file_member(ctx: click.Context, /, user: str, center_id: str, role: str, data: Path | None, **said: str) -> None:
    """File the personnel form of somebody with an account, for one role at one center.

    \b
    Example:  theatrum admin member file maria HTA201 data_wrangler --title "Research engineer"
    As her:   theatrum admin member file maria HTA201 submitter --as pia
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    click.echo(centered.file_member(user, center_id, role, said))


@member.command(short_help="End what somebody is at a center.")
@_USER
@_CENTER
@click.option("--role", default="", help="Only this role. Default: all that they have there.")
@click.option("--reason", default="", help="Why; it is kept.")
@_AS
@data_option
@click.pass_context
def end(ctx: click.Context, /, user: str, center_id: str, data: Path | None, **said: str) -> None:
    """End the roles of somebody at a center; what only these gave, they cannot do from now on.

    \b
    Example:  theatrum admin member end maria HTA201 --reason "left the institute"
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import centered  # app ready

    for line in centered.end_member(user, center_id, said):
        click.echo(line)
