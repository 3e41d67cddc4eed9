"""Workbooks of a grid: one that comes back, and one of the rows with a problem."""

from collections.abc import Iterator
from typing import IO

from theatrum.consortium.exchange import identity, letting_out
from theatrum.consortium.exchange.errors import GridTooLarge
from theatrum.consortium.exchange.knowing import Known, known_columns
from theatrum.consortium.exchange.leaving import Going
from theatrum.consortium.exchange.models import Checkout
from theatrum.consortium.exchange.outgone import OutRow, RowsFile
from theatrum.consortium.exchange.preparing import key_of_grid, read_only_columns
from theatrum.consortium.exchange.vouching import signature_of
from theatrum.consortium.exchange.workbook import Book, Facts, SheetRow
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.kernel import clock
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.waiting import judge_waiting

# A workbook of more cells takes minutes to open.
MOST_CELLS = 20_000_000


def write_workbook(going: Going, file: IO[bytes]) -> None:
    """Write a workbook that comes back, and keep its rows as they go out. Raises GridTooLarge."""
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


def write_marked(going: Going, file: IO[bytes]) -> None:
    """Write a workbook of the rows with a problem. Raises GridTooLarge."""
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
