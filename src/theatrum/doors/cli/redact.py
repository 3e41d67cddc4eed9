"""``theatrum redact``: cleaned copies of files, on the machine of whoever has them. Nothing is sent anywhere."""

from pathlib import Path

import click

from theatrum.doors.cli.options import json_option
from theatrum.doors.cli.profiles import profile_option
from theatrum.doors.cli.starting import uncollected

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXITS = """\b
Exit codes: 0 nothing identifying is left that blocks or must be reviewed; 1 something is,
or a file could not be cleaned; 2 the command was misused; 130 interrupted."""


@click.command(epilog=_EXITS)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the copies, with the tree of the originals. Default: beside each, as NAME.redacted.EXT.",
)
@click.option(
    "--keep",
    "kept",
    multiple=True,
    type=click.Choice(["label", "macro", "annotations"]),
    help="Leave these in, where nothing in them identifies. Repeat it.",
)
@click.option(
    "--drop", "dropped", multiple=True, type=click.Choice(["thumbnail"]), help="Take these out too. Repeat it."
)
@click.option("--blank", "is_blanking", is_flag=True, help="Leave blank pictures where labels and the like were.")
@click.option(
    "--uid-key",
    "key",
    type=_FILE,
    help="File with the secret of new DICOM UIDs, made if it is not there: later runs give the same ones.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be taken out and what would remain; write nothing.")
@click.option("--report", type=_FILE, help="Write the report into this file, as JSON where it ends in .json.")
@json_option
@profile_option
@click.pass_context
def redact(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    output: Path | None,
    kept: tuple[str, ...],
    dropped: tuple[str, ...],
    is_blanking: bool,
    key: Path | None,
    dry_run: bool,
    report: Path | None,
    as_json: bool,
    profile: str | None,
) -> None:
    """Write copies of files without dates, names, labels and the like in their headers.

    TIFF, OME-TIFF, SVS, NDPI, QPTIFF and other TIFFs of scanners; DICOM; BAM, SAM and VCF. Originals are never
    changed, nothing is written over, and pixels and reads stay byte for byte. Each copy is looked at as theatrum
    check does, and what remains is told. The report says what was taken out where, and never what it was.

    \b
    Example:  theatrum redact slides/ --output cleaned/
    First:    theatrum redact slides/ --dry-run
    """  # noqa: D301  # \b is click's
    with uncollected():
        from theatrum.doors.cli import redacting  # slow import

    asked = redacting.Asked(
        paths=paths,
        output=output,
        kept=kept,
        dropped=dropped,
        is_blanking=is_blanking,
        key=key,
        is_dry=dry_run,
        report=report,
        profile=profile,
    )
    ctx.exit(redacting.run(asked, as_json=as_json))
