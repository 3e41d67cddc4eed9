"""Rows ready to be written: every cell read as its column's type, before the lock is taken."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from theatrum.repository.tables.cells import Reader, reader_for
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.errors import CellIsInvalid, ChangeIsInvalid
from theatrum.repository.tables.requests import WriteCells, WriteRows
from theatrum.repository.tables.spooling import Cell, Record, Spool


@dataclass
class RowsDraft:
    """Prepared rows.

    A record is: row id or None, row version or None, which of ``shapes`` it has, and a cell for each column of that
    shape. A record of no columns deletes its row. ``columns`` are those of the table, in order.
    """

    columns: Sequence[Column]
    etag: str | None = None
    # Whether a row that was changed since it was read is refused.
    compares_versions: bool = True
    # Whether the answer names every row, or only counts them.
    names_rows: bool = True
    spool: Spool = field(default_factory=Spool)
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    handle_ids: set[int] = field(default_factory=set)
    has_ids: bool = False
    newest: int = -1
    # A table that has the rows already, with ids from 1 on; see ``staging``.
    staged: str | None = None
    # The file that the rows were read from, if they were.
    source_id: int | None = None
    _seen: set[int] = field(default_factory=set)
    _numbers: dict[tuple[int, ...], int] = field(default_factory=dict)

    def add(self, row_id: int | None, version: int | None, shape: tuple[int, ...], cells: Iterable[Cell]) -> None:
        """Append a row. Raises ChangeIsInvalid."""
        if row_id is not None and row_id < 0:
            row_id = None
        if row_id is not None and shape:
            self._see(row_id, version)
        self.spool.add((row_id, version, self._shape(shape), *cells))

    def records(self) -> Iterator[Record]:
        """Yield the prepared rows."""
        return self.spool.records()

    def whole(self, record: Record) -> list[Cell]:
        """Return a cell for each column of the table; those that a record lacks have the default."""
        given = dict(zip(self.shape(record), record[3:], strict=True))
        return [given.get(column.id, self._defaults[column.id]) for column in self.columns]

    def shape(self, record: Record) -> tuple[int, ...]:
        """Return the ids of the columns that a record has cells of."""
        return self.shapes[int(record[2] or 0)]

    def only_adds(self) -> bool:
        """Tell whether every record is a new row."""
        return not self.has_ids and all(self.shapes)

    @cached_property
    def _defaults(self) -> dict[int, Cell]:
        return {column.id: reader_for(column)(None) for column in self.columns}

    def _see(self, row_id: int, version: int | None) -> None:
        if row_id in self._seen:
            raise ChangeIsInvalid(reason=f"The row id {row_id} is included more than once in the rowset")
        self._seen.add(row_id)
        self.has_ids = True
        if version is not None:
            self.newest = max(self.newest, version)

    def _shape(self, shape: tuple[int, ...]) -> int:
        if shape not in self._numbers:
            self._numbers[shape] = len(self.shapes)
            self.shapes.append(shape)
        return self._numbers[shape]


class CellReader:
    """Reads the cells of some columns of a table, and collects the files in them."""

    def __init__(self, columns: Sequence[Column], handle_ids: set[int]) -> None:
        self._readers: dict[int, Reader] = {column.id: reader_for(column) for column in columns}
        self._columns = {column.id: column for column in columns}
        self._places = {column.id: place for place, column in enumerate(columns)}
        self._files = {column.id for column in columns if column.column_type is ColumnType.FILEHANDLEID}
        self._handle_ids = handle_ids

    def read(self, shape: Sequence[int], texts: Sequence[str | None], *, row: int) -> list[Cell]:
        """Return typed cells. Raises CellIsInvalid naming row and column."""
        readers = [self._readers[column_id] for column_id in shape]
        try:
            cells = [read(text) for read, text in zip(readers, texts, strict=True)]
        except ValueError:
            self._find_wrong(shape, texts, row)
            raise
        if self._files:
            held = (cell for column_id, cell in zip(shape, cells, strict=True) if column_id in self._files)
            self._handle_ids.update(int(cell) for cell in held if cell is not None)
        return cells

    def _find_wrong(self, shape: Sequence[int], texts: Sequence[str | None], row: int) -> None:
        for column_id, text in zip(shape, texts, strict=True):
            try:
                self._readers[column_id](text)
            except ValueError as error:
                place, column_type = self._places[column_id], self._columns[column_id].column_type
                raise CellIsInvalid(row=row, column=place, type=column_type, reason=error) from error


def fill_rows(draft: RowsDraft, wanted: WriteRows) -> None:
    """Prepare a rowset. What its headers name beyond the columns of the table is ignored, as Synapse does.

    Raises CellIsInvalid, ChangeIsInvalid.
    """
    draft.etag = wanted.etag
    reader, known = CellReader(draft.columns, draft.handle_ids), {column.id for column in draft.columns}
    places = [(at, column_id) for at, column_id in enumerate(wanted.column_ids) if column_id in known]
    if len({column_id for _, column_id in places}) < len(places):
        raise ChangeIsInvalid(reason="The headers of the rowset name a column more than once.")
    for number, row in enumerate(wanted.rows):
        used = [(at, column_id) for at, column_id in places if at < len(row.cells)]
        shape = tuple(column_id for _, column_id in used)
        draft.add(row.id, row.version, shape, reader.read(shape, [row.cells[at] for at, _ in used], row=number))


def fill_cells(draft: RowsDraft, wanted: WriteCells) -> None:
    """Prepare partial rows, which are written whatever version their rows have.

    Raises CellIsInvalid, ChangeIsInvalid.
    """
    draft.compares_versions = False
    reader, known = CellReader(draft.columns, draft.handle_ids), {column.id for column in draft.columns}
    for number, row in enumerate(wanted.rows):
        for column_id in row.cells:
            if column_id not in known:
                raise ChangeIsInvalid(
                    reason=f"PartialRow.value.key: '{column_id}' is not a valid column ID for row ID: {row.id}"
                )
        if row.cells:
            shape = tuple(row.cells)
            draft.add(row.id, None, shape, reader.read(shape, [*row.cells.values()], row=number))
