"""Gives a table its identifiers: reads it, works under the lock of the crosswalk, and writes the result."""

from collections.abc import Callable
from pathlib import Path

import click
import polars as pl

from theatrum.checks.numbering.assigning import Assigned, Order, assign
from theatrum.checks.numbering.counting import Counting
from theatrum.checks.numbering.errors import AssignmentRefused
from theatrum.checks.numbering.parents import rows_text
from theatrum.checks.numbering.wanting import checked_kind
from theatrum.checks.profile.profile import Profile
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.doors.cli.crosswalk_file import opened
from theatrum.doors.cli.options import write_json
from theatrum.doors.cli.table_files import writer_of
from theatrum.kernel.jsontext import JsonObject


def run(
    profile: Profile, table: Path, order: Order, *, crosswalk: Path, output: Path, counting: Callable[[], Counting]
) -> Assigned:
    """Assign, keep the crosswalk, and then write the table. Raises DomainError, OSError.

    The crosswalk comes first: an identifier that somebody saw is never given again.
    """
    checked_kind(profile.overlay.identifiers, order.kind)
    if order.parent_kind is not None:
        checked_kind(profile.overlay.identifiers, order.parent_kind)
    if output.resolve() in (table.resolve(), crosswalk.resolve()):
        raise AssignmentRefused(problem="The output would replace what it is made from.", fix="Name another file.")
    write = writer_of(output)
    frame = read_whole(table)
    numbers = counting()
    with opened(crosswalk, profile.overlay.identifiers.forms) as entries:
        for one in entries.identifiers():
            numbers.use(one)
        assigned = assign(frame, order, profile.overlay.identifiers, crosswalk=entries, counting=numbers)
    write(assigned.frame.columns, assigned.frame.iter_rows())
    return assigned


def read_whole(path: Path) -> pl.DataFrame:
    """Read the one table of a file. Raises AssignmentRefused."""
    pieces = list(read_tables(Source(path.name, path)))
    if len({piece.sheet for piece in pieces}) > 1:
        problem = f"{path.name} has several sheets with tables."
        raise AssignmentRefused(problem=problem, fix="Save the one that is meant in a file of its own.")
    frame = pl.concat([piece.frame for piece in pieces]) if pieces else pl.DataFrame()
    if not frame.width:
        told = next((group.finding for piece in pieces for group in piece.groups), None)
        problem = f"{path.name}: {told.message if told else 'There is no table in it.'}"
        raise AssignmentRefused(problem=problem, fix=told.fix or "" if told else "Give a table.")
    return frame


def tell(done: Assigned, output: Path, *, as_json: bool) -> None:
    """Say what was done, and on standard error what is to be looked at."""
    if as_json:
        write_json(_facts(done, output))
        return
    made = ", ".join(f"{count:,} {kind}" for kind, count in sorted(done.made.items()))
    click.echo(f"{output}: {done.frame.height:,} rows. New identifiers: {made or 'none'}.")
    if done.without:
        click.echo(f"Look at {rows_text(done.without)}: without a local id, so without an identifier.", err=True)
    for column in done.still_local:
        click.echo(f"Look at column {column}: it seems to hold local ids, and is in the output.", err=True)


def _facts(done: Assigned, output: Path) -> JsonObject:
    return {
        "output": str(output),
        "rows": done.frame.height,
        "made": dict(done.made),
        "rows_without": [*done.without],
        "columns_with_local_ids": [*done.still_local],
    }
