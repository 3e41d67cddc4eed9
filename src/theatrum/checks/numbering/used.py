"""Identifiers that are in use, found wherever tables hold them."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.profile.discovery_shapes import LeftOut
from theatrum.checks.submission.peek import is_table_name
from theatrum.checks.submission.walk import Walk
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source

_BETWEEN = re.compile(r"[^A-Za-z0-9_]+")


def used_in(paths: list[Path], center: str, left_out: LeftOut) -> tuple[set[str], list[Group]]:
    """Return the texts of all tables below the paths that begin as identifiers of a center do.

    Whatever the column and the component: a number that stands in a note is not given out either. The groups tell
    what could not be read. Raises PathUnusable for a path that does not exist.
    """
    walk = Walk(left_out)
    found: set[str] = set()
    groups: list[Group] = []
    for entry in walk.entries(paths):
        if entry.size is None or not is_table_name(entry.path):
            continue
        for table in read_tables(Source(entry.name, Path(entry.path))):
            found.update(texts_of(table.frame, center))
            if not table.frame.width:
                groups.extend(table.groups)
    return found, [*walk.groups, *groups]


def texts_of(frame: pl.DataFrame, center: str) -> Iterator[str]:
    """Yield the words in the cells of a table that begin with a center's id and an underscore."""
    prefix = f"{center}_"
    for column in frame.iter_columns():
        holding = column.drop_nulls().unique()
        for cell in holding.filter(holding.str.contains(prefix, literal=True)):
            yield from (word for word in _BETWEEN.split(cell) if word.startswith(prefix))
