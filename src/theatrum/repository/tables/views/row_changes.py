"""Rows sent to a view as changes of entities: which entity, the etag it was read with, and cells by column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from theatrum.repository.access.permissions import Actor
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.errors import ChangeIsInvalid, CsvIsInvalid, HeaderIsInvalid
from theatrum.repository.tables.requests import WriteCells, WriteCsv, WriteRows
from theatrum.repository.tables.uploads import own_csv, reading, skip_rows

_ID, _VERSION, _ETAG = "ROW_ID", "ROW_VERSION", "ROW_ETAG"


@dataclass(frozen=True)
class RowChange:
    """Cells of one entity as text, by column; None takes the annotation away."""

    node_id: int
    etag: str | None
    cells: Mapping[Column, str | None]


def row_changes(
    actor: Actor, columns: Sequence[Column], wanted: WriteRows | WriteCells | WriteCsv
) -> Iterator[RowChange]:
    """Yield the changes of a request. Raises ChangeIsInvalid, CsvIsInvalid, HeaderIsInvalid."""
    match wanted:
        case WriteRows():
            yield from _of_rows(columns, wanted)
        case WriteCells():
            yield from _of_cells(columns, wanted)
        case WriteCsv():
            yield from _of_csv(actor, columns, wanted)


def _of_rows(columns: Sequence[Column], wanted: WriteRows) -> Iterator[RowChange]:
    known = {column.id: column for column in columns}
    for row in wanted.rows:
        cells = {
            known[column_id]: text
            for column_id, text in zip(wanted.column_ids, row.cells, strict=False)
            if column_id in known
        }
        yield _change(row.id, row.etag, cells, is_deletion=not row.cells)


def _of_cells(columns: Sequence[Column], wanted: WriteCells) -> Iterator[RowChange]:
    known = {column.id: column for column in columns}
    for row in wanted.rows:
        for column_id in row.cells:
            if column_id not in known:
                raise ChangeIsInvalid(
                    reason=f"PartialRow.value.key: '{column_id}' is not a valid column ID for row ID: {row.id}"
                )
        cells = {known[column_id]: text for column_id, text in row.cells.items()}
        yield _change(row.id, row.etag, cells, is_deletion=False)


def _of_csv(actor: Actor, columns: Sequence[Column], wanted: WriteCsv) -> Iterator[RowChange]:
    handle = own_csv(actor, wanted.handle_id)
    known = {column.name: column for column in columns}
    with reading(handle, wanted.form) as file:
        skip_rows(file.rows, wanted.skip)
        header = next(file.rows, None) if wanted.form.has_header else [_ID, _VERSION, _ETAG, *known]
        if header is None:
            raise CsvIsInvalid(reason="Expected the first line to be the header but was empty.")
        names = [name or "" for name in header]
        _check_header(names, known)
        for number, cells in enumerate(file.rows):
            row = dict(zip(names, cells, strict=False))
            shown = {known[name]: text for name, text in row.items() if name in known}
            yield _change(_number(row.get(_ID), number), row.get(_ETAG), shown, is_deletion=False)
            file.tell(number + 1)


def _check_header(names: Sequence[str], known: Mapping[str, Column]) -> None:
    for name in names:
        if name and name not in known and name not in {_ID, _VERSION, _ETAG}:
            raise HeaderIsInvalid(name=name, header=",".join(names))
    if _ID not in names:
        raise CsvIsInvalid(reason="A CSV of changes of a view needs the column ROW_ID: download it with its row ids.")


def _number(text: str | None, row: int) -> int:
    if text is None or not text.isdecimal() or len(text) > 18:
        raise CsvIsInvalid(reason=f"Row {row}: ROW_ID {text!r} is not the number of an entity.")
    return int(text)


def _change(
    node_id: int | None, etag: str | None, cells: Mapping[Column, str | None], *, is_deletion: bool
) -> RowChange:
    if node_id is None or is_deletion:
        raise ChangeIsInvalid(reason="Rows of a view are entities: they can be changed here, not added or deleted.")
    named = next((text for column, text in cells.items() if column.name == "etag"), None)
    return RowChange(node_id, etag or named, cells)
