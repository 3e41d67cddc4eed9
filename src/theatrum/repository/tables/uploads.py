"""A CSV file as rows ready to be written: read once, in the order of its lines, before the lock is taken."""

from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.jobs.running import progress
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import downloading
from theatrum.repository.files.models import FileHandle
from theatrum.repository.tables.cells import whole_number
from theatrum.repository.tables.csv_rows import Cells, CsvForm, read_rows
from theatrum.repository.tables.errors import CellIsInvalid, CsvIsInvalid, HeaderIsInvalid
from theatrum.repository.tables.quoting import quotable
from theatrum.repository.tables.requests import WriteCsv
from theatrum.repository.tables.row_drafts import CellReader, RowsDraft

# As much as one file of rows may be.
LARGEST = 1024**3
_ROW_ID, _ROW_VERSION, _ROW_ETAG = -1, -2, -3
_RESERVED = {"ROW_ID": _ROW_ID, "ROW_VERSION": _ROW_VERSION, "ROW_ETAG": _ROW_ETAG}
_TOLD_EVERY = 2000


def own_csv(actor: Actor, handle_id: int) -> FileHandle:
    """Return a file of the actor's own that can be read as rows.

    Raises CsvIsInvalid, and what ``downloading.own_file`` raises.
    """
    handle = downloading.own_file(actor, handle_id)
    if handle.size > LARGEST:
        raise CsvIsInvalid(reason="The provided CSV file exceeds the maximum size of 1 GB.")
    return handle


def fill_csv(draft: RowsDraft, wanted: WriteCsv, *, actor: Actor) -> None:
    """Prepare the rows of a CSV. Raises CsvIsInvalid, HeaderIsInvalid, CellIsInvalid, ChangeIsInvalid."""
    handle = own_csv(actor, wanted.handle_id)
    draft.etag, draft.names_rows, draft.source_id = wanted.etag, False, handle.pk
    with reading(handle, wanted.form) as file:
        _Upload(draft).read(file, wanted)


@contextmanager
def reading(handle: FileHandle, form: CsvForm) -> Iterator["Reading"]:
    """Open a file as rows. Raises CsvIsInvalid, also while rows are taken."""
    if form.problem is not None:
        raise CsvIsInvalid(reason=form.problem)
    with closing(store().open(handle.key)) as stream, TextIOWrapper(stream, encoding="utf-8", newline="") as text:
        yield Reading(_decoded(read_rows(text, form), handle.file_name), stream, handle.size)


@dataclass(frozen=True)
class Reading:
    """A file that is being read: its rows, and how far it is."""

    rows: Iterator[Cells]
    stream: BinaryIO
    size: int

    def tell(self, count: int) -> None:
        """Show how far the current job is."""
        progress(self.stream.tell(), self.size, f"{count} rows read")


def _decoded(rows: Iterator[Cells], name: str) -> Iterator[Cells]:
    try:
        yield from rows
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise CsvIsInvalid(reason=f"{name} is not UTF-8 text: byte {byte:#04x}. Save it as UTF-8.") from error


def skip_rows(rows: Iterator[Cells], count: int) -> Cells | None:
    """Pass over so many rows; returns the last of them. Raises CsvIsInvalid."""
    if count < 0:
        raise CsvIsInvalid(reason=f"linesToSkip must be 0 or more, but was {count}.")
    passed = deque(islice(rows, count), maxlen=1)
    return passed[0] if passed else None


class _Upload:
    def __init__(self, draft: RowsDraft) -> None:
        self._columns = draft.columns
        self._draft = draft
        self._reader = CellReader(draft.columns, draft.handle_ids)

    def read(self, file: Reading, wanted: WriteCsv) -> None:
        last = skip_rows(file.rows, wanted.skip)
        places = self._places(self._header(file.rows, wanted, last))
        by_column = {column_id: at for at, column_id in enumerate(places)}
        shape = [(by_column[column.id], column.id) for column in self._columns if column.id in by_column]
        width = max([at for at, _ in shape], default=-1) + 1
        whole = _Shape([at for at, _ in shape], tuple(column_id for _, column_id in shape))
        for number, cells in enumerate(file.rows):
            self._add(cells, by_column, whole if len(cells) >= width else _shortened(whole, len(cells)), number)
            if number % _TOLD_EVERY == 0:
                file.tell(number)

    def _header(self, rows: Iterator[Cells], wanted: WriteCsv, last: Cells | None) -> Cells:
        if wanted.form.has_header:
            header = next(rows, None)
            if header is None:
                raise CsvIsInvalid(reason="Expected the first line to be the header but was empty.")
            return header
        names: Cells = [column.name for column in self._columns]
        # Who skips a header has rows whose first cells may be those that the header named.
        if last is not None and last[:2] == ["ROW_ID", "ROW_VERSION"] and len(last) >= len(names) + 2:
            etag: Cells = ["ROW_ETAG"] if len(last) == len(names) + 3 and last[2] == "ROW_ETAG" else []
            return ["ROW_ID", "ROW_VERSION", *etag, *names]
        return names

    def _places(self, header: Cells) -> list[int]:
        """Return the id of the column at each place; 0 where the header has no name."""
        known = {column.name: column.id for column in self._columns}
        places: list[int] = []
        for name in header:
            found = 0 if name is None else _RESERVED.get(name.strip().upper(), known.get(name))
            if found is None:
                shown = ",".join(quotable(cell or "") for cell in header)
                raise HeaderIsInvalid(name=quotable(name or ""), header=shown)
            places.append(found)
        return places

    def _add(self, cells: Cells, by_column: dict[int, int], shape: "_Shape", number: int) -> None:
        values = self._reader.read(shape.column_ids, [cells[at] for at in shape.places], row=number)
        row_id = _number(cells, by_column.get(_ROW_ID), number)
        version = _number(cells, by_column.get(_ROW_VERSION), number)
        self._draft.add(row_id, version, shape.column_ids, values)


@dataclass(frozen=True)
class _Shape:
    """Which cells of a line belong to which columns."""

    places: list[int]
    column_ids: tuple[int, ...]


def _shortened(shape: _Shape, length: int) -> _Shape:
    """Return what is left of a shape on a line of so many cells."""
    kept = [(at, column_id) for at, column_id in zip(shape.places, shape.column_ids, strict=True) if at < length]
    return _Shape([at for at, _ in kept], tuple(column_id for _, column_id in kept))


def _number(cells: Cells, at: int | None, row: int) -> int | None:
    text = cells[at] if at is not None and at < len(cells) else None
    if not text:
        return None
    try:
        return whole_number(text)
    except ValueError as error:
        raise CellIsInvalid(row=row, column=at, type="INTEGER", reason=error) from error
