"""One sheet of a workbook as a table."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import polars as pl
from python_calamine import CalamineSheet

from theatrum.checks.findings import Group
from theatrum.checks.tables import cells, sheet_troubles
from theatrum.checks.tables.cells import Cells
from theatrum.checks.tables.layout import are_names, titles
from theatrum.checks.tables.repeats import tell_repeated_headers
from theatrum.checks.tables.sheet_marks import Mark
from theatrum.checks.tables.sheet_troubles import Range
from theatrum.checks.tables.sheet_values import Oddities, Value, text_of, texts
from theatrum.checks.tables.table import Table
from theatrum.checks.tables.troubles import no_rows, placed, trouble

_SNIFFED = 25
_BATCH_CELLS = 1_000_000


def sheet_table(file: str, sheet: CalamineSheet, marks: Sequence[Mark]) -> Table | None:
    """Return a sheet's table, or None if nothing is in it; ``marks`` are cells that the sheet gives as empty."""
    if sheet.start is None:
        return None
    rows = enumerate(sheet.iter_rows())
    first = list(islice(((number, row) for number, row in rows if not _is_blank(row)), _SNIFFED))
    if not first:
        return None
    ranges = sheet.merged_cell_ranges or []
    number, header = _header([(number, [text_of(value) for value in row]) for number, row in first], ranges)
    # The rows below the header once more, with the blank ones.
    below = islice(sheet.iter_rows(), number + 1, None)
    frame, oddities = _frame(below, len(header))
    read = Cells(header, frame)
    read.groups += _about_header(number, header, above=number > first[0][0])
    names = cells.unique_names(header)
    read.groups += sheet_troubles.odd_values(oddities, names)
    read.groups += sheet_troubles.lost_values(marks, names, number)
    read.groups += sheet_troubles.merged_cells(ranges, number)
    cells.empty_blanks(read, only_ascii=False)
    tell_repeated_headers(read)
    cells.tell_blank_rows(read)
    if not read.frame.height:
        read.groups.append(no_rows())
    named = cells.name_columns(read)
    unread = sheet_troubles.unread_areas(marks, ranges, number, named.shape)
    return Table(file, sheet.name, named, groups=placed(read.groups, file, sheet.name), unread=unread)


def _is_blank(row: Iterable[Value]) -> bool:
    return not any(not isinstance(value, str) or value.strip() for value in row)


def _frame(rows: Iterator[list[Value]], width: int) -> tuple[pl.DataFrame, list[Oddities]]:
    oddities = [Oddities() for _ in range(width)]
    frames = []
    read = 0
    empty = [pl.Series(str(position), [], pl.String) for position in range(width)]
    while batch := list(islice(rows, max(1, _BATCH_CELLS // width))):
        columns = zip(*batch, strict=True)
        frames.append(
            pl.DataFrame(
                pl.Series(str(position), texts(values, oddities[position], read + 1), pl.String)
                for position, values in enumerate(columns)
            )
        )
        read += len(batch)
    return pl.concat(frames or [pl.DataFrame(empty)]), oddities


def _header(first: Sequence[tuple[int, Sequence[str]]], ranges: Sequence[Range]) -> tuple[int, Sequence[str]]:
    """Return the header and the number of its row, of the rows that are not blank, with their numbers."""
    above = titles([row for _, row in first])
    number, header = first[above]
    below = first[above + 1 : above + 2]
    if not below or below[0][0] != number + 1 or not any(_is_across(one, number) for one in ranges):
        return number, header
    # Names merged across columns stand over groups of them. A name of both rows is merged downwards.
    downwards = {start[1] for start, end in ranges if start[0] == number < end[0] and start[1] == end[1]}
    names = [name or (header[place] if place in downwards else "") for place, name in enumerate(below[0][1])]
    filled = [name for name in names if name.strip()]
    are_more = len(filled) > sum(bool(name.strip()) for name in header)
    return (number + 1, names) if are_more and are_names(filled) else (number, header)


def _is_across(one: Range, number: int) -> bool:
    (top, left), (bottom, right) = one
    return top == bottom == number and left < right


def _about_header(number: int, header: Sequence[str], *, above: bool) -> list[Group]:
    groups = cells.duplicate_names(header)
    if above:
        message = f"The header stands in row {number + 1} of the sheet: what stands above it was passed over."
        groups.insert(0, trouble("title_line", message, fix="Delete the rows above the header."))
    return groups
