"""``theatrum admin gate``: who is stopped before a submission, and excuses from gates."""

from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option, json_option, write_json

_person = click.option("--person", metavar="NAME", help="A person, by user name.")
_center = click.option("--center", metavar="ID", help="A center, such as HTA201.")
_gates = click.option("--gate", "gates", multiple=True, metavar="GATE", help="A gate, such as plan; several times.")
_all = click.option("--all", "is_all", is_flag=True, help="Every gate that the profile has for them.")


@click.group()
def gate() -> None:
    """Show the gates before a submission, and excuse people and centers from them.

    A gate opens by what it asks for. Here is the other way: an excuse with a reason and an end, which the audit keeps.
    """


@gate.command(name="list")
@_person
@_center
@json_option
@data_option
@click.pass_context
def list_gates(
    ctx: click.Context,
    person: str | None,
    center: str | None,
    data: Path | None,
    as_json: bool,  # noqa: FBT001  # click's flag
) -> None:
    """List how a person or a center stands before the gates; without either, the excuses in force.

    \b
    Example:  theatrum admin gate list --center HTA201
    Person:   theatrum admin gate list --person maria --center HTA201 --json
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import gated  # app ready

    facts = gated.standings(person=person, center=center) if person or center else gated.excuses()
    if as_json:
        write_json(facts)
        return
    for line in gated.told(facts):
        click.echo(line)


@gate.command(name="open", short_help="Excuse somebody from gates.")
@_person
@_center
@_gates
@_all
@click.option("--reason", required=True, help="Why; it is shown beside the gate, and kept.")
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="For how many days.")
@data_option
@click.pass_context
def open_gates(ctx: click.Context, /, data: Path | None, reason: str, days: int, **wanted: object) -> None:
    """Excuse a person or a center from gates for some days; an excuse that there is already is replaced.

    \b
    Example:  theatrum admin gate open --center HTA201 --gate plan --reason "agreed by phone, file follows" --days 14
    Script:   theatrum admin gate open --person ci --all --reason "test account" --days 1
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import gated  # app ready

    _require_one(wanted)
    for line in gated.open_gates(reason=reason, days=days, wanted=wanted):
        click.echo(line)


@gate.command(name="close", short_help="End excuses.")
@_person
@_center
@_gates
@_all
@data_option
@click.pass_context
def close_gates(ctx: click.Context, /, data: Path | None, **wanted: object) -> None:
    """End excuses at once; with --all, those of the person or the center that there are.

    \b
    Example:  theatrum admin gate close --center HTA201 --gate plan
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import gated  # app ready

    _require_one(wanted)
    for line in gated.close_gates(wanted):
        click.echo(line)


def _require_one(wanted: dict[str, object]) -> None:
    if bool(wanted["person"]) == bool(wanted["center"]):
        raise click.UsageError("name either --person or --center")
    if bool(wanted["gates"]) == bool(wanted["is_all"]):
        raise click.UsageError("name gates with --gate, or take --all")
