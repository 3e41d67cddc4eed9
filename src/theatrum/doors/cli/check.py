"""``theatrum check``: a submission checked on the submitter's own machine. Nothing is sent anywhere."""

from pathlib import Path

import click

from theatrum.doors.cli.errors import UNUSABLE, refuse
from theatrum.doors.cli.profiles import models_option, profile_option
from theatrum.doors.cli.starting import uncollected
from theatrum.kernel.errors import DomainError

FORMATS = ("text", "json", "csv", "xlsx")

_EXITS = """\b
Exit codes: 0 clean, or only warnings, notes and what may still come;
1 errors were found; 2 nothing could be checked; 130 interrupted."""


@click.command(epilog=_EXITS)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--component", help="What every table is, such as Demographics. Default: found out.")
@click.option("--model", help="Version of the data model. Default: that of the newest open release.")
@click.option("--center", help="Your center, such as HTA201: identifiers of others are told then.")
@click.option(
    "--known",
    metavar="FILE|URL",
    help="Identifiers that exist already: a file, or a server such as https://dcc.example.org.",
)
@click.option("--token", help="Access token for --known URL. Default: that of --config, for the server it names.")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File written by theatrum client-config. Default: ~/.synapseConfig.",
)
@click.option("--final", "is_final", is_flag=True, help="As the stage gate checks: what is pending is an error.")
@click.option("--full", "is_full", is_flag=True, help="Read data files to their end. Default: header, tail, samples.")
@click.option("--format", "wanted", type=click.Choice(FORMATS), help="Default: by the ending of --output, else text.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report into this file.")
@click.option("--all", "show_all", is_flag=True, help="Text: show everything, not only what to mend first.")
@models_option
@profile_option
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    component: str | None,
    model: str | None,
    center: str | None,
    known: str | None,
    token: str | None,
    config: Path | None,
    is_final: bool,
    is_full: bool,
    wanted: str | None,
    output: Path | None,
    show_all: bool,
    models: Path | None,
    profile: str | None,
) -> None:
    """Check files and folders of a submission, offline.

    Tells which table is which component, and what is wrong in it: cells, identifiers, links between
    records, files and what stands in their headers. The verdict is the one that the server gives.

    \b
    Example:  theatrum check my_submission/
    One file: theatrum check demographics.csv --component Demographics
    To mend:  theatrum check my_submission/ --output marked.xlsx
    Linked:   theatrum check my_submission/ --known https://dcc.example.org --center HTA201
    """  # noqa: D301  # \b is click's
    with uncollected():
        from theatrum.doors.cli import checking  # slow import

    asked = checking.Asked(
        paths=paths,
        component=component,
        model=model,
        models=models,
        profile=profile,
        center=center,
        known=known,
        token=token,
        config=config,
        is_final=is_final,
        is_full=is_full,
    )
    shown = checking.Shown(format=_format(wanted, output), output=output, show_all=show_all)
    try:
        ctx.exit(checking.run(asked, shown))
    except DomainError as error:
        refuse(str(error))
        ctx.exit(UNUSABLE)
    except BrokenPipeError:
        raise  # who read the report has seen enough
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        ctx.exit(UNUSABLE)


def _format(wanted: str | None, output: Path | None) -> str:
    named = output.suffix.removeprefix(".").lower() if output else ""
    chosen = wanted or (named if named in FORMATS else "text")
    if chosen == "xlsx" and output is None:
        raise click.UsageError("A workbook needs a file: --output marked.xlsx")
    return chosen
