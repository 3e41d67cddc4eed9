"""Writing prepared rows into the physical table, inside the transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.files.models import FileHandle
from theatrum.repository.tables import changes, physical
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.errors import ChangeIsInvalid, FilesAreNotYours, RowIsStale, RowNotFound
from theatrum.repository.tables.models import TableChange, TableFile, TableState
from theatrum.repository.tables.relations import table_name
from theatrum.repository.tables.row_drafts import RowsDraft
from theatrum.repository.tables.spooling import Cell, Record, chunked


@dataclass(frozen=True)
class Written:
    """What became of prepared rows; ``rows`` are (id, version) pairs where the draft wants them named."""

    etag: str
    count: int
    rows: list[tuple[int, int]] = field(default_factory=list)
    # The ids of the rows that came or changed, as first and last of each stretch of them.
    touched: list[list[int]] = field(default_factory=list)


def write_rows(*, actor: Actor, node: Node, state: TableState, draft: RowsDraft) -> Written:
    """Write prepared rows as one change of the table, which is locked.

    Raises RowIsStale, RowNotFound, ChangeIsInvalid, FilesAreNotYours.
    """
    _keep_files(actor, node, draft.handle_ids)
    # A copy of another table brings ids along that mean nothing here yet.
    ignores_ids = not changes.has_rows_changed(node.id)
    change = changes.next_change(actor=actor, node=node, state=state, changes_rows=True)
    writer = _Writer(node, state, draft, change)
    if draft.has_ids and not ignores_ids:
        writer.compare(_base(node, draft))
    rows = writer.write(ignores_ids=ignores_ids)
    state.save()
    _touch(node, change)
    audit.record(
        actor.id,
        "table_rows_changed",
        subject_kind="entity",
        subject_id=node.id,
        after={"change": change.number, "rows": draft.spool.count},
    )
    return Written(change.etag, draft.spool.count, rows, writer.touched)


def _touch(node: Node, change: TableChange) -> None:
    """Let the entity say when its rows were last changed; its etag, which guards its fields, stays."""
    told = {"modified_on": change.created_on, "modified_by": change.created_by}
    Node.objects.filter(id=node.id).update(**told)
    Version.objects.filter(node=node, number=node.current.number if node.current else 0).update(**told)


def _base(node: Node, draft: RowsDraft) -> int:
    """Return the number of the change that the writer has seen."""
    seen = changes.number_of(node.id, draft.etag) if draft.etag else None
    return max(draft.newest, -1 if seen is None else seen)


def _keep_files(actor: Actor, node: Node, handle_ids: Iterable[int]) -> None:
    """Let the table have files: the actor's own, or those that it holds already. Raises FilesAreNotYours."""
    wanted = set(handle_ids)
    if not wanted:
        return
    held = set(TableFile.objects.filter(node=node, handle_id__in=wanted).values_list("handle_id", flat=True))
    own = FileHandle.objects.filter(id__in=wanted - held)
    if not actor.is_administrator:
        own = own.filter(created_by=actor.id)
    fresh = set(own.values_list("id", flat=True))
    if missing := wanted - held - fresh:
        raise FilesAreNotYours(files=sorted(missing)[:100])
    TableFile.objects.bulk_create([TableFile(node=node, handle_id=handle_id) for handle_id in sorted(fresh)])


class _Writer:
    def __init__(self, node: Node, state: TableState, draft: RowsDraft, change: TableChange) -> None:
        self._table = table_name(node.id)
        self._state = state
        self._draft = draft
        self._version = change.number
        self._by_id = {column.id: column for column in draft.columns}
        self.touched: list[list[int]] = []

    def compare(self, base: int) -> None:
        """Return quietly if every row that is changed is there, as it was when it was read."""
        for some in chunked(self._changing()):
            if self._draft.compares_versions and any(version is None for _, version, *_ in some):
                raise ChangeIsInvalid(reason="Row version number cannot be null")
            present = physical.versions_of(self._table, [row_id for row_id, *_ in some if isinstance(row_id, int)])
            for row_id, *_ in some:
                self._compare(int(row_id or 0), present, base)

    def _compare(self, row_id: int, present: dict[int, int], base: int) -> None:
        if row_id > self._state.last_row_id or (row_id not in present and not self._draft.compares_versions):
            raise RowNotFound(row=row_id)
        if row_id not in present or (self._draft.compares_versions and present[row_id] > base):
            raise RowIsStale(row=row_id)

    def _changing(self) -> Iterator[Record]:
        return (record for record in self._draft.records() if record[0] is not None and self._draft.shape(record))

    def write(self, *, ignores_ids: bool) -> list[tuple[int, int]]:
        """Insert, change and delete; returns the rows by name where that is wanted."""
        if self._draft.staged is not None:
            return self._append(self._draft.staged)
        named: list[tuple[int, int]] = []
        for some in chunked(self._draft.records()):
            written = [self._with_id(record, ignores_ids=ignores_ids) for record in some]
            self._write(written)
            self._touch(row_id for row_id, _, record in written if self._draft.shape(record))
            if self._draft.names_rows:
                named += [(row_id, self._version) for row_id, *_ in written]
        return named

    def _with_id(self, record: Record, *, ignores_ids: bool) -> tuple[int, bool, Record]:
        """Return the row's id, whether it is new, and the record."""
        if record[0] is not None and not ignores_ids:
            return int(record[0]), False, record
        self._state.last_row_id += 1
        return self._state.last_row_id, True, record

    def _write(self, some: Sequence[tuple[int, bool, Record]]) -> None:
        shape = self._draft.shape
        fresh = [
            [row_id, self._version, *self._draft.whole(record)]
            for row_id, is_new, record in some
            if is_new and shape(record)
        ]
        physical.insert_rows(self._table, self._draft.columns, fresh)
        gone = [row_id for row_id, is_new, record in some if not is_new and not shape(record)]
        physical.delete_rows(self._table, gone)
        by_shape: dict[tuple[int, ...], list[tuple[Cell, ...]]] = {}
        for row_id, is_new, record in some:
            if shape(record) and not is_new:
                by_shape.setdefault(shape(record), []).append((self._version, *record[3:], row_id))
        for column_ids, rows in by_shape.items():
            physical.update_rows(self._table, self._columns(column_ids), rows)

    def _append(self, staged: str) -> list[tuple[int, int]]:
        after, count = self._state.last_row_id, self._draft.spool.count
        physical.append_table(staged, self._table, self._draft.columns, after=after, version=self._version)
        self._state.last_row_id += count
        self.touched.append([after + 1, after + count])
        if not self._draft.names_rows:
            return []
        return [(row_id, self._version) for row_id in range(after + 1, after + count + 1)]

    def _touch(self, row_ids: Iterable[int]) -> None:
        for row_id in row_ids:
            if self.touched and self.touched[-1][1] + 1 == row_id:
                self.touched[-1][1] = row_id
            else:
                self.touched.append([row_id, row_id])

    def _columns(self, shape: tuple[int, ...]) -> list[Column]:
        return [self._by_id[column_id] for column_id in shape]
