"""``theatrum doctor``: one line for each thing that an installation needs."""

from dataclasses import asdict
from pathlib import Path

import click

from theatrum.doors.cli.composition import Level, Server
from theatrum.doors.cli.errors import DONE, REFUSED
from theatrum.doors.cli.options import data_option, json_option, write_json

_COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}


@click.command()
@data_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Look at everything an installation needs, whether it is served or not.

    Each line says ok, warn or fail, and what to do. Exits with 1 if there is a fail. Nothing is changed.

    \b
    Example:  theatrum doctor --data /srv/theatrum
    Script:   theatrum doctor --json | jq '.[] | select(.level != "ok")'
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    found = server.diagnose(data=data)
    if as_json:
        write_json([asdict(line) for line in found])
    else:
        width = max(len(line.name) for line in found)
        for line in found:
            level = click.style(f"{line.level:<4}", fg=_COLOURS[line.level])
            click.echo(f"{level}  {line.name:<{width}}  {line.message}")
            if line.advice:
                click.echo(f"{'':{width + 8}}{line.advice}")
    ctx.exit(REFUSED if any(line.level is Level.FAIL for line in found) else DONE)
