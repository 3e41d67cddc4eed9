"""``theatrum admin``: what an operator does on the machine itself, as the principal "operator"."""

import secrets
from pathlib import Path

import click

from theatrum.doors.cli.center import center
from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.gate import gate
from theatrum.doors.cli.handbook import handbook
from theatrum.doors.cli.member import member
from theatrum.doors.cli.options import data_option, json_option, write_json
from theatrum.doors.cli.screening import screening


@click.group()
def admin() -> None:
    """Manage centers, people, gates, jobs and screening."""


admin.add_command(screening)
admin.add_command(center)
admin.add_command(member)
admin.add_command(gate)
admin.add_command(handbook)


@admin.group()
def user() -> None:
    """Manage people."""


@admin.group(name="token")
def tokens() -> None:
    """Make personal access tokens."""


@admin.group()
def job() -> None:
    """Look at background jobs."""


@user.command(short_help="Make an account.")
@click.argument("name")
@click.option("--email", required=True, help="E-mail address; it counts as verified.")
@click.option("--role", help="A role of the consortium, such as data_wrangler.")
@click.option("--center", help="The center of that role, such as HTA201.")
@click.option("--administrator", is_flag=True, help="May do everything.")
@click.option("--certified", is_flag=True, help="Has passed the certification quiz.")
@click.option("--accept-terms", is_flag=True, help="The person has accepted the terms of service, on paper say.")
@click.option("--token", is_flag=True, help="Also make a personal access token, printed alone on the last line.")
@data_option
@click.pass_context
def create(ctx: click.Context, /, name: str, email: str, data: Path | None, **wanted: object) -> None:
    """Make an account, and print its first password, which must be changed.

    With --token, scripts take the last line. The token never expires; its owner revokes it in their
    settings.

    \b
    Example:  theatrum admin user create maria --email maria@example.org --role data_wrangler --center HTA201
    Script:   TOKEN=$(theatrum admin user create ci --email ci@example.org --accept-terms --token | tail -n 1)
    """  # noqa: D301  # \b is click's
    if wanted["center"] and not wanted["role"]:
        raise click.UsageError("--center needs --role: the role that the person has at the center")
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import people  # app ready

    made = people.create(name=name, email=email, wanted=wanted)
    click.echo(f"Made {made.user.username}, principal {made.user.pk}, {made.user.email}.")
    click.echo(f"Password: {made.password}")
    if made.token:
        click.echo(made.token)


@user.command(short_help="Set a new random password.")
@click.argument("name")
@data_option
@click.pass_context
def password(ctx: click.Context, name: str, data: Path | None) -> None:
    """Set a new random password, which must be changed at the next sign-in.

    \b
    Example:  theatrum admin user password maria
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import people  # app ready

    click.echo(f"Password: {people.reset_password(name)}")


@user.command(short_help="Make a personal access token for somebody.")
@click.argument("name")
@click.option("--label", default=None, help="What the token is called in the person's settings.")
@data_option
@click.pass_context
def token(ctx: click.Context, name: str, label: str | None, data: Path | None) -> None:
    """Make a personal access token for somebody; it is printed once, alone on the last line.

    \b
    Example:  theatrum admin user token maria --label "nightly upload"
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.doors.cli import people  # app ready

    click.echo(people.make_token(name, label=label or f"command line {secrets.token_hex(3)}"))


@tokens.command(name="create", short_help="Make a personal access token for somebody.")
@click.argument("name", metavar="USER")
@click.option("--label", default=None, help="What the token is called in the person's settings.")
@data_option
@click.pass_context
def create_token(ctx: click.Context, name: str, label: str | None, data: Path | None) -> None:
    """Make a personal access token for somebody; it is printed once, alone on the last line.

    \b
    Example:  TOKEN=$(theatrum admin token create maria | tail -n 1)
    """  # noqa: D301  # \b is click's
    ctx.invoke(token, name=name, label=label, data=data)


@job.command(name="list")
@json_option
@data_option
@click.pass_context
def list_failed(ctx: click.Context, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """List the jobs that failed, newest first, each with its reason.

    \b
    Example:  theatrum admin job list --json
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.drivers.jobs import queries  # app ready

    failed = queries.failed_jobs()[:100]
    facts = [{"id": str(one.id), "name": one.name, "code": one.error_code, "error": one.error} for one in failed]
    if as_json:
        write_json(facts)
        return
    for fact in facts:
        click.echo(f"{fact['id']}  {fact['name']}: {fact['error']}")
    if not facts:
        click.echo("No job has failed.")


@job.command()
@click.argument("job_id")
@data_option
@click.pass_context
def again(ctx: click.Context, job_id: str, data: Path | None) -> None:
    """Run a failed job again, under a new id.

    \b
    Example:  theatrum admin job again 0b8f6a52-3f4e-4d0e-9d0e-7a4c1f0f2c11
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    server.set_up(data=data)
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.drivers.jobs import outbox  # app ready

    with writing():
        click.echo(f"Wanted again as {outbox.again(job_id)}.")
