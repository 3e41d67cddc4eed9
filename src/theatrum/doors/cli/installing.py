"""``theatrum init``: an empty installation and its administrator."""

from pathlib import Path
from typing import ClassVar

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import data_option
from theatrum.kernel.errors import DomainError, Kind


class InstallationExists(DomainError):
    """The directory or database holds an installation already."""

    code: ClassVar[str] = "cli.installation_exists"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = (
        "{data} is an installation already. Serve it with: theatrum serve --data {data}; "
        "make another administrator with: theatrum admin user create NAME --email E --administrator"
    )


@click.command()
@click.option("--administrator", "name", default="admin", show_default=True, help="The administrator's user name.")
@click.option("--email", required=True, help="The administrator's e-mail address.")
@data_option
@click.pass_context
def init(ctx: click.Context, name: str, email: str, data: Path | None) -> None:
    """Make an empty installation and its administrator, whose first password is printed.

    Everything else is set by THEATRUM_... variables when it is served: docs/guide/operate.md.

    \b
    Example:  theatrum init --data /srv/theatrum --email operations@example.org
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    settings = server.create(data=data)
    from theatrum.doors.cli import people  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.repository.accounts import queries  # app ready

    if queries.counts()["all"]:
        raise InstallationExists(data=settings.data)
    with writing():
        people.publish_terms()
    made = people.create(name=name, email=email, wanted={"administrator": True, "certified": True})
    click.echo(f"Made an empty installation in {settings.data}.")
    click.echo(f"Administrator: {made.user.username}")
    click.echo(f"Password:      {made.password}   (to be changed at the first sign-in)")
    click.echo(f"Serve it with: theatrum serve --data {settings.data}")
