"""Cells of tables that come as JSON: refused where they may identify a person. Cells of files are screened there."""

from collections.abc import Iterator, Sequence

from theatrum.repository.entities.errors import TextIdentifies
from theatrum.repository.entities.refusing import Place, is_asked, refused_in
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.requests import WriteCells, WriteRows

_TEXTS = frozenset(
    {
        ColumnType.STRING,
        ColumnType.MEDIUMTEXT,
        ColumnType.LARGETEXT,
        ColumnType.LINK,
        ColumnType.STRING_LIST,
        ColumnType.JSON,
    }
)


def require_clean(columns: Sequence[Column], wanted: WriteRows | WriteCells) -> None:
    """Return quietly if all cells may be stored. Raises TextIdentifies naming row and column."""
    if not is_asked():
        return
    names = {column.id: column.name for column in columns if column.column_type in _TEXTS}
    rows: dict[tuple[str, str], int] = {}
    texts: dict[str, set[str]] = {}
    for number, column_id, text in _cells(wanted):
        if text and column_id in names:
            rows.setdefault((names[column_id], text), number)
            texts.setdefault(names[column_id], set()).add(text)
    found = [(rows[name, text], seen) for name, text, seen in refused_in(texts, Place.CELLS)]
    if found:
        number, seen = min(found, key=lambda one: one[0])
        raise TextIdentifies(where=f"row {number + 1:,} of the request: ", reason=seen.reason)


def require_clean_columns(columns: Sequence[Column]) -> None:
    """Return quietly if what names and fills columns may be stored. Raises TextIdentifies."""
    texts: dict[str, list[str]] = {}
    for number, column in enumerate(columns, 1):
        said = [column.name, column.default_value or "", *(column.enum_values or ())]
        texts[f"column {number:,}"] = [text for text in said if text]
    for place, _, seen in refused_in(texts, Place.TEXTS):
        raise TextIdentifies(where=f"{place} of the request: ", reason=seen.reason)


def _cells(wanted: WriteRows | WriteCells) -> Iterator[tuple[int, int, str | None]]:
    """Yield the cells that are sent: the index of the row in the request, the id of the column, the text."""
    if isinstance(wanted, WriteCells):
        yield from ((number, *pair) for number, row in enumerate(wanted.rows) for pair in row.cells.items())
        return
    for number, sent in enumerate(wanted.rows):
        yield from ((number, *pair) for pair in zip(wanted.column_ids, sent.cells, strict=False))
