"""``theatrum ids``: identifiers given out, and told. Works offline; nothing is sent anywhere."""

from pathlib import Path

import click

from theatrum.doors.cli.errors import REFUSED
from theatrum.doors.cli.options import json_option, write_json
from theatrum.doors.cli.profiles import chosen_profile, profile_option
from theatrum.doors.cli.starting import uncollected
from theatrum.kernel import clock

_FILE = click.Path(dir_okay=False, path_type=Path)
_used_option = click.option(
    "--used",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder or table whose identifiers are in use. May be given several times.",
)
_known_option = click.option("--known", metavar="FILE|URL", help="Identifiers that exist already, as for check.")
_blocks_option = click.option("--blocks", type=_FILE, help="File of the blocks of numbers of each clinical site.")
_site_option = click.option("--site", help="The clinical site whose block of numbers is used.")


@click.group()
def ids() -> None:
    """Give out identifiers, and say what one is."""


@ids.command("next", short_help="Show the next free identifiers.")
@click.option("--center", required=True, help="The center that gives them, such as HTA201.")
@click.option("--kind", required=True, help="What they are for: participant, biospecimen, data_file, panel.")
@click.option("--count", type=click.IntRange(1, 100_000), default=1, show_default=True, help="How many.")
@click.option("--participant", help="The participant that specimens and files are numbered under.")
@click.option("--pooled", is_flag=True, help="Under the pool: material of several participants at once.")
@click.option("--external", is_flag=True, help="A new external control or blank, or what is numbered under one.")
@_blocks_option
@_site_option
@_used_option
@_known_option
@profile_option
@json_option
def next_(
    *,
    center: str,
    kind: str,
    count: int,
    participant: str | None,
    pooled: bool,
    external: bool,
    blocks: Path | None,
    site: str | None,
    used: tuple[Path, ...],
    known: str | None,
    profile: str | None,
    as_json: bool,
) -> None:
    """Show the next free identifiers of a kind.

    One more than the highest in use, in tables (--used), or on a server (--known); a crosswalk is
    a table as any. Nothing is reserved: who asks again is told the same.

    \b
    Example:  theatrum ids next --center HTA201 --kind participant --used my_submission/
    Specimen: theatrum ids next --center HTA201 --kind biospecimen --participant HTA201_12 --count 3
    Site:     theatrum ids next --center HTA201 --kind participant --blocks sites.yaml --site "site A"
    """  # noqa: D301  # \b is click's
    if sum((participant is not None, pooled, external)) > 1:
        raise click.UsageError("Use one of --participant, --pooled and --external.")
    with uncollected():
        from theatrum.checks.numbering import wanting  # slow import
        from theatrum.doors.cli import numbering  # slow import

    network = chosen_profile(profile)
    taken = numbering.Taken(used=used, known=known, profile=profile)
    counting = numbering.counting_of(network, center, taken, numbering.block_of(blocks, site))
    wanted = wanting.Wanted(kind=kind, participant=participant, is_pooled=pooled, is_external=external)
    found = [*wanting.numbered(network.overlay.identifiers, counting, wanted, count)]
    if as_json:
        write_json({"center": center, "kind": kind, "ids": found})
        return
    for one in found:
        click.echo(one)


@ids.command(short_help="Give the rows of a table their identifiers.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--center", required=True, help="The center that gives them, such as HTA201.")
@click.option("--kind", required=True, help="What the rows are of: participant, biospecimen, data_file, panel.")
@click.option("--column", required=True, help="The column with the local ids.")
@click.option("--parent-column", help="The column with the local ids of what the rows come from.")
@click.option("--parent-kind", help="What these are, where the same local id stands for things of several kinds.")
@click.option(
    "--reference-column", "references", multiple=True, help="A column that names other rows by their local ids."
)
@click.option("--crosswalk", required=True, type=_FILE, help="Which identifier stands for which local one. Private.")
@click.option("--output", required=True, type=_FILE, help="Where to write the table: .csv, .tsv or .xlsx.")
@click.option("--pooled", is_flag=True, help="Number all rows under the pool.")
@click.option("--external", is_flag=True, help="New participants are external controls or blanks.")
@click.option("--keep", is_flag=True, help="Keep the local ids in the output.")
@_blocks_option
@_site_option
@_used_option
@_known_option
@profile_option
@json_option
def assign(
    *,
    file: Path,
    center: str,
    kind: str,
    column: str,
    parent_column: str | None,
    parent_kind: str | None,
    references: tuple[str, ...],
    crosswalk: Path,
    output: Path,
    pooled: bool,
    external: bool,
    keep: bool,
    blocks: Path | None,
    site: str | None,
    used: tuple[Path, ...],
    known: str | None,
    profile: str | None,
    as_json: bool,
) -> None:
    """Give the rows of a table identifiers in place of local ids.

    A local id that the crosswalk knows gets the same identifier again, any other the next free one. The
    crosswalk tells which person is which: keep it on your own disk. The local ids are not in the output.

    \b
    Example:   theatrum ids assign enrolled.csv --center HTA201 --kind participant --column MRN
                 --crosswalk hta201.crosswalk.csv --output demographics.csv
    Specimens: theatrum ids assign tubes.xlsx --center HTA201 --kind biospecimen --column TUBE
                 --parent-column MRN --crosswalk hta201.crosswalk.csv --output specimens.csv
    """  # noqa: D301  # \b is click's
    with uncollected():
        from theatrum.checks.numbering.assigning import Order  # slow import
        from theatrum.doors.cli import assigning, numbering  # slow import

    network = chosen_profile(profile)
    order = Order(
        kind=kind,
        column=column,
        made_on=clock.now().date().isoformat(),
        parent_column=parent_column,
        parent_kind=parent_kind,
        references=references,
        site=site or "",
        is_external=external,
        is_pooled=pooled,
        is_kept=keep,
    )
    taken = numbering.Taken(used=used, known=known, profile=profile)
    done = assigning.run(
        network,
        file,
        order,
        crosswalk=crosswalk,
        output=output,
        counting=lambda: numbering.counting_of(network, center, taken, numbering.block_of(blocks, site, is_noted=True)),
    )
    assigning.tell(done, output, as_json=as_json)


@ids.command(short_help="Say what identifiers are, and what is wrong with them.")
@click.argument("given", nargs=-1, required=True, metavar="ID|FILE...")
@click.option("--center", help="Your center: identifiers of others are told then.")
@profile_option
@json_option
@click.pass_context
def check(
    ctx: click.Context, given: tuple[str, ...], *, center: str | None, profile: str | None, as_json: bool
) -> None:
    """Say what each identifier is, or what is wrong with it and how to write it.

    A file is a table, of which the columns with identifiers are read, or a text with one in each line.

    \b
    Example:  theatrum ids check HTA201_12_B3 HTA3_8001_1
              theatrum ids check specimens.csv --center HTA201
    """  # noqa: D301  # \b is click's
    with uncollected():
        from theatrum.doors.cli import telling  # slow import

    network = chosen_profile(profile)
    told = telling.told_of(network, given, center)
    if as_json:
        write_json({"ids": telling.facts(told)})
    else:
        for line in telling.lines(told, in_full=not any(Path(one).is_file() for one in given)):
            click.echo(line)
    ctx.exit(REFUSED if any(one.problems for one in told) else 0)
