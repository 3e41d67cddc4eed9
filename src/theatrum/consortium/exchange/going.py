"""Files of a grid: all rows or those that somebody sees, as a table of any form, or as a workbook that comes back."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO

from theatrum.consortium.exchange import identity, letting_out
from theatrum.consortium.exchange.errors import GridTooLarge
from theatrum.consortium.exchange.knowing import Known, known_columns
from theatrum.consortium.exchange.models import Checkout
from theatrum.consortium.exchange.neutral import neutral
from theatrum.consortium.exchange.outgone import OutRow, RowsFile
from theatrum.consortium.exchange.preparing import key_of_grid, read_only_columns
from theatrum.consortium.exchange.vouching import signature_of
from theatrum.consortium.exchange.workbook import Book, Facts, SheetRow
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows, stream
from theatrum.repository.grids.waiting import judge_waiting

_CHUNK = 1 << 20
# A workbook of more cells takes minutes to open.
MOST_CELLS = 20_000_000


class What(StrEnum):
    """What is wanted of a grid."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    # A workbook that comes back.
    XLSX = "xlsx"
    # A workbook of the rows with a problem, to look at.
    MARKED = "marked"


CONTENT_TYPES = {
    What.CSV: "text/csv",
    What.TSV: "text/tab-separated-values",
    What.JSONL: "application/jsonl",
    What.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    What.MARKED: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Going:
    """What goes out: of a grid, by whom, and which rows in which order; None are all."""

    actor: Actor
    workspace: Workspace
    numbers: Sequence[int] | None = None

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        if self.numbers is None:
            yield from stream(live_rows(self.workspace), size=PIECE)
            return
        for start in range(0, len(self.numbers), PIECE):
            some = self.numbers[start : start + PIECE]
            rows = {row.number: row for row in live_rows(self.workspace).filter(number__in=some)}
            yield from (rows[number] for number in some if number in rows)


def make_file(going: Going, what: What) -> StoredBlob:
    """Write the rows of a grid into the store. Raises GridTooLarge, and what access refuses."""
    makers: dict[What, Callable[[Going, IO[bytes]], None]] = {
        What.CSV: lambda one, file: _delimited(one, file, ","),
        What.TSV: lambda one, file: _delimited(one, file, "\t"),
        What.JSONL: _json_lines,
        What.XLSX: _workbook,
        What.MARKED: _marked,
    }
    with TemporaryFile("w+b") as file:
        makers[what](going, file)
        file.seek(0)
        return store().put(iter(lambda: file.read(_CHUNK), b""))


def file_name(workspace: Workspace, what: What) -> str:
    """Return what a file of a grid is called."""
    stem = workspace.source.name.rpartition(".")[0] or workspace.source.name
    ending = {What.MARKED: "problems.xlsx"}.get(what, what.value)
    return f"{stem[:150]}.{ending}"


def _delimited(going: Going, file: IO[bytes], separator: str) -> None:
    # The mark at the begin tells Excel that it is UTF-8.
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(neutral(name) for name in going.workspace.columns)
    order = going.workspace.column_order
    for cells in _texts(going):
        writer.writerow("" if (one := cell(cells, slot)) is None else neutral(one) for slot in order)
    text.flush()
    text.detach()


def _json_lines(going: Going, file: IO[bytes]) -> None:
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    slots = going.workspace.slots
    for cells in _texts(going):
        row = {name: one for name, slot in slots.items() if (one := cell(cells, slot)) is not None}
        text.write(json.dumps(row, ensure_ascii=False) + "\n")
    text.flush()
    text.detach()


def _texts(going: Going) -> Iterator[list[str | None]]:
    for done, row in enumerate(going.rows(), start=1):
        yield row.cells or []
        running.progress(done, going.workspace.last_number, "writing rows")


def _workbook(going: Going, file: IO[bytes]) -> None:
    """Write a workbook that comes back, and keep its rows as they go out."""
    workspace, known = going.workspace, known_columns(going.workspace)
    _require_size(going)
    judge_waiting(workspace)
    with writing():
        checkout = letting_out.begin_checkout(actor=going.actor, workspace=workspace)
    facts = Facts(
        title=f"{workspace.source.name}, to be edited and brought back",
        signature=signature_of(checkout),
        lines=[*_about(workspace, known), *_HELP],
        key=[*key_of_grid(workspace, known), *read_only_columns(workspace)],
    )
    with RowsFile() as kept:
        _book(going, file, known, facts).write(_marked_rows(going, checkout, kept))
        blob = kept.keep()
    with writing():
        handle = create_handle_of_blob(
            actor=going.actor,
            blob=blob,
            file_name="rows-that-went-out.json.gz",
            content_type="application/gzip",
            origin=Origin(Holder.GRID, workspace.id),
        )
        letting_out.finish_checkout(actor=going.actor, checkout=checkout, rows=kept.count, handle=handle)


def _marked_rows(going: Going, checkout: Checkout, kept: RowsFile) -> Iterator[SheetRow]:
    order = going.workspace.column_order
    for row in going.rows():
        cells = row.cells or []
        place = kept.add(OutRow(row.number, row.source_key, [cell(cells, slot) for slot in order]))
        yield SheetRow(cells, row.findings or [], identity.mark(checkout.pk, place))
        running.progress(kept.count, going.workspace.last_number, "writing rows")


def _marked(going: Going, file: IO[bytes]) -> None:
    """Write a workbook of the rows with a problem."""
    workspace, known = going.workspace, known_columns(going.workspace)
    _require_size(going)
    judge_waiting(workspace)
    facts = Facts(
        title=f"{workspace.source.name}: rows with problems",
        signature="",
        lines=[*_about(workspace, known), *_PROBLEMS],
    )
    rows = (SheetRow(row.cells or [], row.findings) for row in going.rows() if row.findings)
    _book(going, file, known, facts).write(rows)


def _book(going: Going, file: IO[bytes], known: Known, facts: Facts) -> Book:
    workspace = going.workspace
    return Book(file, workspace.columns, list(workspace.column_order), known, facts)


def _about(workspace: Workspace, known: Known) -> list[tuple[str, str]]:
    version = "" if workspace.source_version is None else f", version {workspace.source_version}"
    model = f"{known.component} of the data model {known.version}" if known.version else workspace.schema_id
    return [
        ("Made of", f"{workspace.source.name} ({workspace.source.public_id}{version})"),
        ("On", f"{clock.now():%Y-%m-%d %H:%M} UTC"),
        ("Judged by", model or "no schema"),
    ]


_HELP = [
    ("Edit", "Change cells, and write new rows below the others. Coloured cells have a problem; the note says which."),
    (
        "Bring it back",
        "Drop the file on the grid, days later too. What others changed meanwhile is merged cell by cell.",
    ),
    ("Sort or delete rows", "First lift the protection: Review, Unprotect Sheet. There is no password."),
    ("Leave as it is", f"The hidden last column ({identity.HEADER}) knows the rows; the header names the columns."),
    (
        "Values",
        "Cells are texts: nothing becomes a date or loses its zeros. Lists offer the permissible values.",
    ),
]
_PROBLEMS = [
    ("Colours", "Red is an error, yellow a warning, violet pending, blue a note. The note at a cell says what to do."),
    (
        "Bring it back",
        "An import knows rows by their key. To edit with all in place, take the workbook of the whole grid.",
    ),
]


def _require_size(going: Going) -> None:
    columns = max(1, len(going.workspace.columns))
    rows = going.workspace.last_number if going.numbers is None else len(going.numbers)
    if rows * columns > MOST_CELLS:
        raise GridTooLarge(count=rows * columns, what="cells", limit=MOST_CELLS)
