"""``theatrum backup`` and ``theatrum restore``."""

import sys
from pathlib import Path

import click

from theatrum.doors.cli.composition import Archive, Server
from theatrum.doors.cli.options import data_option, json_option, write_json

_MEBIBYTE = 1024**2


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
@json_option
@click.pass_context
def backup(ctx: click.Context, file: Path, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Write an installation into one file, while it runs.

    The file holds database, files, mail and secrets, each with its checksum: keep it as safe as the
    server itself. On PostgreSQL it needs pg_dump. Uploads under way are not in it; they start again.

    \b
    Example:  theatrum backup /backup/theatrum-$(date +%F).tar --data /srv/theatrum
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    made = server.backup(file, progress=_show, data=data)
    _tell(made, "Wrote", as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@json_option
@click.pass_context
def restore(ctx: click.Context, file: Path, data: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Make an installation from a backup, in a new directory.

    Every file is compared with its checksum first. A directory that is not empty is refused; so is a
    PostgreSQL database that is not.

    \b
    Example:  theatrum restore /backup/theatrum-2026-11-23.tar --data /srv/theatrum-restored
    """  # noqa: D301  # \b is click's
    server: Server = ctx.obj
    made = server.restore(file, data=data)
    _tell(made, "Restored", as_json=as_json)


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {total} files", nl=done == total, err=True)


def _tell(made: Archive, verb: str, *, as_json: bool) -> None:
    if as_json:
        write_json({"path": str(made.path), "files": made.files, "bytes": made.size})
    else:
        click.echo(f"{verb} {made.path}: {made.files} files, {made.size / _MEBIBYTE:.1f} MiB.")
