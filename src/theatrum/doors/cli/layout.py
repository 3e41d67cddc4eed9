"""``theatrum layout``: a plan of where files belong, and that plan followed. The originals are never touched."""

from collections.abc import Sequence
from pathlib import Path

import click

from theatrum.doors.cli.errors import Commands
from theatrum.doors.cli.options import json_option
from theatrum.doors.cli.profiles import chosen_profile, models_option, newest_model, profile_option
from theatrum.doors.cli.starting import uncollected

_FILE = click.Path(dir_okay=False, path_type=Path)


class _Planning(Commands):
    """A group whose first word may be a folder: then it is ``plan``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``plan`` before what is none of the commands."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["plan", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> Sequence[str]:  # type: ignore[override]  # any sequence will do
        """List the commands in the order of use."""
        return super().list_commands(ctx)[::-1]


@click.group(cls=_Planning)
def layout() -> None:
    """Bring files into the folders of a release.

    First a plan, which you edit in a spreadsheet, then copies or links. The files themselves are never
    changed or moved.

    \b
    Example:  theatrum layout sequencing_run/ --plan plan.xlsx
              theatrum layout apply plan.xlsx --to submission/
    """  # noqa: D301  # \b is click's


@layout.command(short_help="Propose folders and names; the word plan may be left out.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option("--plan", "output", type=_FILE, default="plan.csv", show_default=True, help="Where to write the plan.")
@click.option("--release", type=int, help="Number of the release. Default: the newest.")
@click.option("--model", help="Version of the data model. Default: that of the release.")
@click.option("--center", help="Your center: identifiers of others are noted.")
@click.option("--with-ids", is_flag=True, help="Begin names with the data file id that a table gives the file.")
@models_option
@profile_option
@json_option
def plan(
    *,
    folder: Path,
    output: Path,
    release: int | None,
    model: str | None,
    center: str | None,
    with_ids: bool,
    models: Path | None,
    profile: str | None,
    as_json: bool,
) -> None:
    """Propose a folder and a name for each file below DIR, as a table to edit (.csv, .tsv or .xlsx).

    \b
    Example:  theatrum layout sequencing_run/ --plan plan.xlsx
    """  # noqa: D301  # \b is click's
    with uncollected():
        from theatrum.doors.cli import planning  # slow import

    network = chosen_profile(profile)
    chosen = planning.release_of(network, release)
    version = model or (chosen.model if release else newest_model(network))
    asked = planning.Asked(
        folder=folder,
        output=output,
        release=chosen,
        model=version,
        models=models,
        profile=profile,
        center=center,
        has_ids=with_ids,
    )
    planning.run(network, asked, as_json=as_json)


@layout.command(short_help="Follow a plan: copies, links, or a list for the upload.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PLAN")
@click.option(
    "--from",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that was laid out. Needed for a plan that was made on a page.",
)
@click.option("--to", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to fill.")
@click.option("--copy", "how", flag_value="copy", default="copy", help="Copy the files (default).")
@click.option("--link", "how", flag_value="link", help="Make hard links: no space is used; same disk only.")
@click.option("--manifest", "how", flag_value="manifest", help="Only write OUT/manifest.csv: files with their folders.")
@click.option("--dry-run", is_flag=True, help="Check the plan, and say what would be done.")
@json_option
def apply(*, file: Path, root: Path | None, out: Path, how: str, dry_run: bool, as_json: bool) -> None:
    """Put the files of a plan into their folders below OUT.

    Nothing is done before the whole plan has been checked: clashes of names, places outside of OUT, files
    that have changed since. What is in its place already is left, so the same command goes on where an
    interrupted one stopped.

    \b
    Example:  theatrum layout apply plan.xlsx --to submission/ --dry-run
              theatrum layout apply plan.xlsx --to submission/ --link
    """  # noqa: D301  # \b is click's
    with uncollected():
        from theatrum.doors.cli import placing  # slow import

    placing.run(file, out, how, root=root, is_dry=dry_run, as_json=as_json)
