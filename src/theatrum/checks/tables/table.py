"""A table as it was read: cells of text, whatever the file they came from.

A cell is its text, and the data model says what it is: so the same rows saved as CSV, XLSX, Parquet or JSON get
the same verdict. A cell without anything but blanks is empty, and an empty cell is absent.
"""

from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.findings import Group

# Cells of some rows, from 1, and of some places of columns, from 0.
Area = tuple[range, range]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table of one file, or one piece of a long table.

    ``frame`` has only columns of type String, named as the header names them (unique, in the file's order); null is
    an empty cell. A list-valued cell of a typed source is written as a JSON array. ``first_row`` is the number of the
    frame's first row among the table's data rows, from 1. ``groups`` tells what was wrong in reading (codes
    ``table.*``), with file and sheet filled in. ``is_last`` is False for all pieces but the last one of a table.
    ``unread`` is where cells are that are empty here and not in the file: a formula without its result, an error, what
    merging hides.
    """

    file: str
    sheet: str | None
    frame: pl.DataFrame = field(repr=False)
    first_row: int = 1
    groups: tuple[Group, ...] = ()
    is_last: bool = True
    unread: tuple[Area, ...] = ()
