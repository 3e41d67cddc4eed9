"""Cells of a result as they travel: text, or no value."""

import json
from collections.abc import Callable, Sequence

from theatrum.repository.tables.cells import double_text, json_text
from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql.values import Sort, sort_of

Writer = Callable[[object], str | None]


def cell_text(column_type: ColumnType, cell: object) -> str | None:
    """Return the text of one cell."""
    return writer_for(column_type)(cell)


def writers_for(column_types: Sequence[ColumnType]) -> list[Writer]:
    """Return what writes the cells of a row, in order."""
    return [writer_for(column_type) for column_type in column_types]


def special_writers(column_types: Sequence[ColumnType]) -> list[tuple[int, Writer]]:
    """Return the places, and what writes their cells, where ``str`` would not do."""
    found = ((at, writer_for(column_type)) for at, column_type in enumerate(column_types))
    return [(at, write) for at, write in found if write is not _text]


def writer_for(column_type: ColumnType) -> Writer:
    """Return what writes the cells of a column."""
    return _WRITERS.get(sort_of(column_type), _text)


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _double(cell: object) -> str | None:
    # On SQLite, NaN is text.
    return double_text(cell) if isinstance(cell, float) else _text(cell)


def _document(cell: object) -> str | None:
    # PostgreSQL writes blanks after signs; what came in without comes out without.
    if isinstance(cell, str) and (", " in cell or ": " in cell):
        return json_text(json.loads(cell))
    return _text(cell)


def _boolean(cell: object) -> str | None:
    return None if cell is None else "true" if cell else "false"


_WRITERS: dict[Sort, Writer] = {
    Sort.DOUBLE: _double,
    Sort.BOOLEAN: _boolean,
    Sort.DOCUMENT: _document,
}
