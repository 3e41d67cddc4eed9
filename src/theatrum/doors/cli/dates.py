"""``theatrum dates``: dates to ages in days, on the machine of whoever has them. Nothing is sent anywhere."""

from pathlib import Path

import click

from theatrum.doors.cli.options import json_option
from theatrum.doors.cli.profiles import models_option, profile_option
from theatrum.doors.cli.starting import uncollected

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXITS = """\b
Exit codes: 0 written, perhaps with warnings; 1 something must be mended first, and
nothing was written; 2 the command was misused; 130 interrupted."""


@click.command(epilog=_EXITS)
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--birth", metavar="COLUMN", help="Column with the date of birth; without it, --index-age is needed.")
@click.option("--id", "person", metavar="COLUMN", help="Column that tells whose row it is: links files to each other.")
@click.option("--births", type=_FILE, help="A table with --id and --birth, where the files have no date of birth.")
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="COLUMN=ATTRIBUTE",
    help="Which attribute a column of dates becomes. Default: guessed from names. Repeat it.",
)
@click.option("--index", metavar="COLUMN", help="Date of the day from which --indexed columns count.")
@click.option("--index-age", metavar="COLUMN", help="Age in days on that day, instead of --index.")
@click.option(
    "--indexed", multiple=True, metavar="COLUMN=ATTRIBUTE", help="Days since the index day, to count from birth."
)
@click.option("--indexed-months", multiple=True, metavar="COLUMN=ATTRIBUTE", help="The same in months of 30.4375 days.")
@click.option("--death", metavar="COLUMN", help="Column with the day of death: dates after it are warned of.")
@click.option("--drop", "dropped", multiple=True, metavar="COLUMN", help="Leave a column out. Repeat it.")
@click.option(
    "--keep", "kept", multiple=True, metavar="COLUMN", help="A column that may hold dates, such as a version."
)
@click.option("--order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How 03/04/2020 is read. Default: refused.")
@click.option(
    "--two-digit-years",
    "pivot",
    type=click.IntRange(0, 99),
    metavar="YY",
    help="Up to YY they are 20xx, above 19xx. Default: refused.",
)
@click.option(
    "--incomplete",
    type=click.Choice(["refuse", "middle"]),
    default="refuse",
    show_default=True,
    help="Dates without day or month: take the middle of the month (the 15th) or of the year (1 July).",
)
@click.option("--center", help="Your center, such as HTA201: some have children, whose ages are small.")
@click.option("--output", type=click.Path(path_type=Path), help="New file; a folder where there are several files.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@json_option
@models_option
@profile_option
@click.pass_context
def dates(
    ctx: click.Context,
    files: tuple[Path, ...],
    *,
    birth: str | None,
    person: str | None,
    births: Path | None,
    mapped: tuple[str, ...],
    index: str | None,
    index_age: str | None,
    indexed: tuple[str, ...],
    indexed_months: tuple[str, ...],
    death: str | None,
    dropped: tuple[str, ...],
    kept: tuple[str, ...],
    order: str | None,
    pivot: int | None,
    incomplete: str,
    center: str | None,
    output: Path | None,
    dry_run: bool,
    as_json: bool,
    models: Path | None,
    profile: str | None,
) -> None:
    """Turn dates into whole days since birth, on this machine.

    Columns of dates become AGE_IN_DAYS_* columns; the date of birth and all other dates are left
    out. Nothing is sent, nothing is written but --output, and no message holds a date.

    \b
    Example:  theatrum dates clinic.csv --birth DOB --output ages.csv
    Map:      theatrum dates clinic.xlsx --birth DOB --output ages.xlsx \\
                --map "Biopsy taken=AGE_IN_DAYS_AT_SPECIMEN_COLLECTION" --order dmy
    """  # noqa: D301  # \b is click's
    with uncollected():
        from theatrum.doors.cli import counting_days  # slow import

    asked = counting_days.Asked(
        files=files,
        birth=birth,
        person=person,
        births=births,
        mapped=mapped,
        index=index,
        index_age=index_age,
        indexed=indexed,
        indexed_months=indexed_months,
        death=death,
        dropped=dropped,
        kept=kept,
        order=order,
        pivot=pivot,
        takes_middle=incomplete == "middle",
        center=center,
        profile=profile,
        models=models,
    )
    ctx.exit(counting_days.run(asked, _place(output, is_dry=dry_run), as_json=as_json))


def _place(output: Path | None, *, is_dry: bool) -> Path | None:
    if output is None and not is_dry:
        raise click.UsageError("Name a new file with --output, or look first with --dry-run.")
    return None if is_dry else output
