"""Taking the rows of a CSV into a grid: those whose key is there are updated, the others come at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from theatrum.checks.tables.table import Table
from theatrum.drivers.jobs import running
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind
from theatrum.repository.files.models import FileHandle
from theatrum.repository.files.queries import require_whole
from theatrum.repository.grids.cells import as_cells, cell, is_blank
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.editing import edit, part_of
from theatrum.repository.grids.errors import GridIsInvalid, RefusedCell
from theatrum.repository.grids.held import rows_by_number
from theatrum.repository.grids.keys import Key, by_key, key_of
from theatrum.repository.grids.models import OperationKind, Workspace
from theatrum.repository.grids.opening import READ_BYTES
from theatrum.repository.grids.pieces import Piece
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows, stream
from theatrum.repository.grids.refusing import is_asked, refuse, refused_rows
from theatrum.repository.records.reading import read_all


@dataclass(slots=True)
class Imported:
    """How many rows were read, are new, and have changed."""

    total: int = 0
    created: int = 0
    updated: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the columns of the CSV go, and which of them tell rows apart."""

    slots: Mapping[str, int]
    key_slots: Sequence[int]
    width: int


def import_csv(
    actor: Actor,
    workspace: Workspace,
    handle: FileHandle,
    *,
    descriptor: Mapping[str, JsonValue],
    schema: Sequence[str],
) -> Imported:
    """Take the rows of a CSV into a grid over a record set. ``schema`` are the names of its columns, in order.

    Columns that the grid has not are left out. Where a cell may not be stored nothing is. Raises GridIsInvalid,
    CellsIdentify, RowsUnreadable, and as ``edit``.
    """
    require_whole(handle)
    tables = _read(handle, descriptor)
    first = next(tables, None)
    plan = _plan(workspace, first, schema)
    known = by_key(
        (key_of(row.cells or [], plan.key_slots), row.number) for row in stream(live_rows(workspace), size=PIECE)
    )
    if is_asked():
        refuse(_refused(workspace, plan, _rows(plan, None, _read(handle, descriptor)), known))
    done, sender = Imported(), Sender(kind=OperationKind.IMPORT)
    rows = _rows(plan, first, tables)
    while some := list(islice(rows, PIECE)):
        for change in _changes(workspace, some, plan, known, done):
            stored = edit(actor, workspace, change, sender=part_of(sender))
            new = zip(change.inserted, stored.inserted, strict=True)
            known.update(by_key((key_of(row.cells, plan.key_slots), number) for row, number in new))
        running.progress(done.total, message="importing rows")
    return done


def _read(handle: FileHandle, descriptor: Mapping[str, JsonValue]) -> Iterator[Table]:
    return read_all(handle, descriptor, piece_bytes=READ_BYTES, whole_bytes=READ_BYTES)


def _refused(
    workspace: Workspace, plan: _Plan, rows: Iterator[dict[int, str | None]], known: Mapping[Key, int]
) -> Iterator[RefusedCell]:
    """Yield the cells that may not be stored, but for those that say what the grid says already."""
    start = 0
    while some := list(islice(rows, PIECE)):
        for one in refused_rows(workspace, some):
            row = some[one.index or 0]
            number = known.get(key_of(as_cells(row, plan.width), plan.key_slots) or b"")
            stored = rows_by_number(workspace, [] if number is None else [number])
            if number is None or cell(stored[number].cells, one.slot) != row[one.slot]:
                yield replace(one, index=start + (one.index or 0))
        start += len(some)


def _plan(workspace: Workspace, first: Table | None, schema: Sequence[str]) -> _Plan:
    header = first.frame.columns if first is not None else []
    _require_header(header, schema)
    key = upsert_key(workspace)
    slots = {name: workspace.slots[name] for name in header if name in workspace.slots}
    for name in key:
        if name not in slots:
            where = "grid" if name in header else "CSV"
            raise GridIsInvalid(reason=f"The upsert key column {name!r} is not in the {where}: rows are known by it.")
    return _Plan(slots, [slots[name] for name in key], len(workspace.column_names))


def upsert_key(workspace: Workspace) -> list[str]:
    """Return the columns by which rows of a record set are known. Raises GridIsInvalid where there are none."""
    details: JsonObject = workspace.source.current.details if workspace.source.current else {}
    key = details.get("upsertKey")
    if workspace.source.kind != Kind.RECORD_SET or not isinstance(key, list) or not key:
        reason = f"{workspace.source.public_id} has no upsertKey, by which rows are known: set it on the record set."
        raise GridIsInvalid(reason=reason)
    return [str(name) for name in key]


def _require_header(header: Sequence[str], schema: Sequence[str]) -> None:
    if not header:
        raise GridIsInvalid(reason="The CSV file cannot be empty.")
    if len(header) != len(schema):
        reason = f"The CSV has {len(header)} columns, and the schema {len(schema)}."
        raise GridIsInvalid(reason=reason)
    for index, (found, wanted) in enumerate(zip(header, schema, strict=True)):
        if found != wanted:
            reason = f"Column {index + 1} of the CSV is {found!r}, and that of the schema {wanted!r}."
            raise GridIsInvalid(reason=reason)


def _rows(plan: _Plan, first: Table | None, rest: Iterator[Table]) -> Iterator[dict[int, str | None]]:
    """Yield each row that is not blank as texts by slot."""
    for table in (*([first] if first is not None else []), *rest):
        columns = [name for name in table.frame.columns if name in plan.slots]
        for row in table.frame.select(columns).iter_rows():
            if not is_blank(row):
                yield {plan.slots[name]: text for name, text in zip(columns, row, strict=True)}


def _changes(
    workspace: Workspace, rows: list[dict[int, str | None]], plan: _Plan, known: Mapping[Key, int], done: Imported
) -> Iterator[Change]:
    """Yield operations; of a key that stands twice in the CSV the last row wins."""
    latest: dict[Key | int, dict[int, str | None]] = {}
    for index, row in enumerate(rows):
        done.total += 1
        known_as = key_of(as_cells(row, plan.width), plan.key_slots) or index
        latest[known_as] = {**latest.get(known_as, {}), **row}
    numbers = {key: known[key] for key in latest if isinstance(key, bytes) and key in known}
    stored = rows_by_number(workspace, numbers.values())
    piece = Piece(len(workspace.column_names))
    for key, row in latest.items():
        number = numbers.get(key) if isinstance(key, bytes) else None
        if number is None:
            done.created += 1
        else:
            present = stored[number].cells or []
            row = {slot: text for slot, text in row.items() if cell(present, slot) != text}  # noqa: PLW2901  # narrowed
            done.updated += bool(row)
        yield from piece.add(number, row)
    yield from piece.rest()
