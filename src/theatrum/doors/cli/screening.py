"""``theatrum admin screening``: what the operator sees of screening and decides on the machine itself."""

from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option, json_option, write_json

_LISTED = 100
_HANDLES = click.argument("handles", type=click.IntRange(min=1), nargs=-1, required=True, metavar="HANDLE...")
_REASON = click.option("--reason", required=True, help="Why; whoever looks at it later reads this.")


@click.group()
def screening() -> None:
    """Look at files that were screened, and decide on them.

    Files are named by the ids of their file handles. Nothing that was found in a file is ever shown.
    """


@screening.command(name="list")
@click.option("--center", default="", help="Only files of this center, such as HTA201.")
@json_option
@data_option
@click.pass_context
def list_waiting(ctx: click.Context, center: str, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """List the files that wait for a reviewer, oldest first, and open incidents.

    \b
    Example:  theatrum admin screening list --center HTA201 --json
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import screened  # app ready

    files, incidents = screened.waiting(center, most=_LISTED), screened.open_incidents(center, most=_LISTED)
    if as_json:
        write_json({"files": files, "incidents": incidents})
        return
    for file in files:
        places = "; ".join(f"{one['code']} at {one['place'] or 'the file'}" for one in file["places"])
        click.echo(
            f"{file['handle']}  {file['center'] or '(no center)'}  {file['state']} since {file['since']}: {places}"
        )
    for incident in incidents:
        click.echo(f"incident {incident['id']}  {incident['center']}  {incident['state']}: {incident['classes']}")
    if not files and not incidents:
        click.echo("No file waits for a reviewer, and no incident is open.")


@screening.command()
@_HANDLES
@_REASON
@data_option
@click.pass_context
def allow(ctx: click.Context, handles: tuple[int, ...], reason: str, data: Path | None) -> None:
    """Open files that wait for a reviewer.

    \b
    Example:  theatrum admin screening allow 4711 --reason "the number of a microscope"
    """  # noqa: D301  # \b is click's
    _decide(ctx, handles, reason, data, verb="allow")


@screening.command()
@_HANDLES
@_REASON
@data_option
@click.pass_context
def reject(ctx: click.Context, handles: tuple[int, ...], reason: str, data: Path | None) -> None:
    """Shut files that wait for a reviewer, and tell their centers.

    \b
    Example:  theatrum admin screening reject 4711 --reason "the label names a clinic"
    """  # noqa: D301  # \b is click's
    _decide(ctx, handles, reason, data, verb="reject")


@screening.command()
@click.argument("incident", type=click.IntRange(min=1))
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
@click.pass_context
def purge(ctx: click.Context, incident: int, yes: bool, data: Path | None) -> None:  # noqa: FBT001  # click's flag
    """Delete the content of an incident for good, with all copies and what was made of it.

    A worker does it; what is left are ids, classes, places and keyed hashes.

    \b
    Example:  theatrum admin screening purge 12
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import screened  # app ready

    if not yes:
        click.confirm(f"Delete all content of incident {incident}? Nothing brings it back.", abort=True)
    click.echo(f"Wanted as job {screened.purge(incident)}.")


@screening.command()
@_HANDLES
@data_option
@click.pass_context
def rescreen(ctx: click.Context, handles: tuple[int, ...], data: Path | None) -> None:
    """Have files looked at again; what was open stays open meanwhile.

    \b
    Example:  theatrum admin screening rescreen 4711 4712
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import screened  # app ready

    click.echo(f"{screened.rescreen(handles)} of {len(handles)} wait to be looked at again.")


def _decide(ctx: click.Context, handles: tuple[int, ...], reason: str, data: Path | None, *, verb: str) -> None:
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import screened  # app ready

    batch = screened.allow(handles, reason) if verb == "allow" else screened.reject(handles, reason)
    click.echo(f"{len(handles)} files, decision {batch}.")
