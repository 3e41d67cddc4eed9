"""``theatrum serve``, ``demo`` and ``worker``: processes that run until they are told to stop."""

from pathlib import Path

import click

from theatrum.doors.cli.composition import Server
from theatrum.doors.cli.options import address_options, data_option


@click.command()
@data_option
@address_options
@click.pass_context
def serve(ctx: click.Context, data: Path | None, host: str | None, port: int | None) -> None:
    """Serve an installation: pages, API and jobs.

    Makes the data directory if need be, upgrades its database (a copy is kept), and runs one web and one
    worker process until Ctrl-C or SIGTERM. All settings: docs/guide/operate.md.

    \b
    Example:  theatrum serve --data /srv/theatrum --port 8080
    """  # noqa: D301  # \b is click's
    ctx.exit(_server(ctx).serve(data=data, host=host, port=port))


@click.command()
@data_option
@address_options
@click.pass_context
def demo(ctx: click.Context, data: Path | None, host: str | None, port: int | None) -> None:
    """Serve a sample consortium on this machine, and print its address and logins.

    The second start takes up the same data. For this machine only: another --host is refused.

    \b
    Example:  theatrum demo --port 9000
    """  # noqa: D301  # \b is click's
    ctx.exit(_server(ctx).demo(data=data, host=host, port=port))


@click.command()
@data_option
@click.pass_context
def worker(ctx: click.Context, data: Path | None) -> None:
    """Run more job workers on the same database, until Ctrl-C or SIGTERM.

    "theatrum serve" has one worker already. On PostgreSQL, start more of them on any machine that has the
    same THEATRUM_DATABASE_URL and the same secrets.

    \b
    Example:  theatrum worker --data /srv/theatrum
    """  # noqa: D301  # \b is click's
    _server(ctx).worker(data=data)


def _server(ctx: click.Context) -> Server:
    server: Server = ctx.obj
    return server
