"""The careful way to read delimited text: record by record where it is out of order, telling what and where."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.tables import quick
from theatrum.checks.tables.cells import unique_names
from theatrum.checks.tables.scanning import Record, records
from theatrum.checks.tables.troubles import trouble

# Rows that stand in memory as Python objects at a time.
_BATCH_CELLS = 500_000
# So many cells are read where most of them are lacking.
_MOST_CELLS = 10_000_000
# Characters that are tried the quick way together, and how many at least for each column: a frame costs by columns.
_BLOCK = 1 << 18
_BLOCK_CELL = 64


def read(
    text: str, header: Sequence[str], *, delimiter: str, line: int, first_row: int, block: int = _BLOCK
) -> tuple[pl.DataFrame, list[Group]]:
    """Read the rows of a text whose first line is ``line`` of the file as columns "0", "1", ...

    Cells that a row lacks are empty, those it has too many are left out, and both are told. Where nearly all cells are
    lacking, reading ends when they become too many. One row out of order does not make all of them slow: of a text of
    more than ``block`` characters, each block that is in order by itself is read the quick way.
    """
    width = len(header)
    reading = _Reading(text, delimiter, _Troubles(header), line, first_row)
    frames: list[pl.DataFrame] = []
    count = 0
    groups: list[Group] = []
    for frame in reading.frames(max(block, _BLOCK_CELL * width)):
        frames.append(frame)
        count += frame.height
        if count * width > _MOST_CELLS and count * (width - 1) > len(text):
            groups = [_too_short(first_row + count)]
            break
    frame = pl.concat(frames) if frames else _frame([], width)
    return frame, reading.troubles.groups() + groups


@dataclass(slots=True)
class _Reading:
    """How far a text was read: ``start`` is the offset of the record that comes next, on its line, with its row."""

    text: str = field(repr=False)
    delimiter: str
    troubles: "_Troubles"
    line: int
    row: int
    start: int = 0

    def frames(self, block: int) -> Iterator[pl.DataFrame]:
        """Yield the rows, about a block at a time or fewer."""
        width = len(self.troubles.header)
        is_mixed = len(self.text) > block
        while self.start < len(self.text):
            end = self.text.find("\n", self.start + block) + 1 or len(self.text)
            frame = self._quick(end, width) if is_mixed else None
            if frame is not None:
                yield frame
                continue
            rows = (_fitted(record, row, width, self.troubles) for row, record in self._records(end))
            for batch in _batches(rows, max(1, _BATCH_CELLS // width)):
                yield _frame(batch, width)

    def _quick(self, end: int, width: int) -> pl.DataFrame | None:
        """Read up to a line end; None where something there is out of order, or a record goes on behind it."""
        content = self.text[self.start : end].encode()
        frame = quick.read(content, delimiter=self.delimiter, width=width, start=0)
        if frame is not None:
            self.start, self.line, self.row = end, self.line + content.count(b"\n"), self.row + frame.height
        return frame

    def _records(self, end: int) -> Iterator[tuple[int, Record]]:
        """Yield records with their rows, up to the first that reaches an offset."""
        start = self.start
        for record in records(self.text, self.delimiter, start=start, line=self.line):
            yield self.row, record
            self.start, self.row = record.end, self.row + 1
            if record.end >= end:
                break
        ends = [self.text.count(mark, start, self.start) for mark in ("\n", "\r", "\r\n")]
        self.line += ends[0] + ends[1] - ends[2]


def _too_short(row: int) -> Group:
    message = f"The rows are so much shorter than the header that they were not read from row {row:,} on."
    return trouble("too_large", message, fix="Give the table a header that has as many cells as its rows.")


def _batches(rows: Iterable[list[str]], size: int) -> Iterator[list[list[str]]]:
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch


def _frame(rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    return pl.DataFrame([pl.Series(str(position), cells, pl.String) for position, cells in enumerate(columns)])


def _fitted(record: Record, row: int, width: int, troubles: "_Troubles") -> list[str]:
    cells = record.cells
    for position in record.broken:
        troubles.add(_Broken(min(position, width)), row, record.line)
    if len(cells) == width:
        return cells
    if len(cells) > width:
        if any(cell and not cell.isspace() for cell in cells[width:]):
            troubles.add(_Ragged(len(cells)), row, record.line)
        return cells[:width]
    if not record.is_blank:
        troubles.add(_Ragged(len(cells)), row, record.line)
    return cells + [""] * (width - len(cells))


@dataclass(frozen=True, slots=True)
class _Ragged:
    count: int


@dataclass(frozen=True, slots=True)
class _Broken:
    position: int


@dataclass(slots=True)
class _Places:
    line: int
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Troubles:
    """Rows with the same trouble, and the line of the first."""

    header: Sequence[str]
    places: dict[_Ragged | _Broken, _Places] = field(default_factory=dict)

    def add(self, kind: _Ragged | _Broken, row: int, line: int) -> None:
        self.places.setdefault(kind, _Places(line)).rows.append(row)

    def groups(self) -> list[Group]:
        return [
            self._ragged(kind.count, places) if isinstance(kind, _Ragged) else self._broken(kind.position, places)
            for kind, places in self.places.items()
        ]

    def _ragged(self, count: int, places: _Places) -> Group:
        width = len(self.header)
        cells = "1 cell" if count == 1 else f"{count} cells"
        message = f"The row has {cells}, the header {width} (first at line {places.line})."
        fix = "Delete what stands behind the last column; put a cell with a delimiter in it into quotation marks."
        if count < width:
            fix = "Write a delimiter for every empty cell too, and close every quotation mark."
        return trouble("ragged_row", message, fix=fix, rows=places.rows)

    def _broken(self, position: int, places: _Places) -> Group:
        column = unique_names(self.header)[position] if position < len(self.header) else None
        message = (
            "The cell begins with a quotation mark that is not closed, or text follows the closing one "
            f"(first at line {places.line})."
        )
        fix = 'Write each quotation mark inside a cell twice ("") and one at the begin and the end of the cell.'
        return trouble("quote", message, fix=fix, column=column, rows=places.rows)
