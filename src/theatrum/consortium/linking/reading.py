"""All that a release of a center has, as the records that checks of links take: rows of record sets, and of files.

Entities are called by their ids: names may change, and may hold what must not be stored once more.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.links.records import Records
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.tables import ROW_HASH, Kept, later_columns
from theatrum.checks.tables.headers import match_headers
from theatrum.checks.tables.table import Table
from theatrum.consortium.linking.components import Described, Describer
from theatrum.consortium.linking.scope import Scope
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.jobs import running
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.records.errors import RowsUnreadable
from theatrum.repository.records.judging import descriptor_of
from theatrum.repository.records.reading import read_all

# Entities that are looked at together.
_BATCH = 1_000
PartKey = tuple[str, str]


@dataclass(slots=True)
class Read:
    """One record set, or the files of one component in one folder. ``files`` are the entities, in order of rows."""

    node_id: int
    component: str
    model: str | None
    version: int | None = None
    rows: int = 0
    files: list[int] = field(default_factory=list)
    trouble: str = ""


@dataclass(slots=True)
class Gathered:
    """What was read: the parts by component and id of the entity, and their records."""

    parts: dict[PartKey, Read] = field(default_factory=dict)
    records: list[Records] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows and files there are."""
        return sum(part.rows for part in self.parts.values())


def gather(profile: Profile, scope: Scope) -> Gathered:
    """Read all record sets and the annotations of all files of a release. Raises OSError."""
    found, describer, kept = Gathered(), Describer(profile), Kept(later_columns(profile))
    total, done = scope.nodes.count(), 0
    for batch in _batches(scope):
        described = describer.of([node.id for node in batch])
        _add_files(found, batch, described, kept)
        for node in batch:
            if node.kind == Kind.RECORD_SET and node.id in described:
                _add_records(found, node, described[node.id], kept)
        done += len(batch)
        running.progress(done, total, "reading rows")
    return found


def _batches(scope: Scope) -> Iterator[list[Node]]:
    last, nodes = 0, scope.nodes.select_related("current__handle").order_by("id")
    while batch := list(nodes.filter(id__gt=last)[:_BATCH]):
        yield batch
        last = batch[-1].id


def _add_records(found: Gathered, node: Node, described: Described, kept: Kept) -> None:
    version = node.current
    part = Read(node.id, described.component, described.model, version.number if version else None)
    found.parts[described.component, node.public_id] = part
    if version is None or version.handle is None:
        part.trouble = "It has no file."
        return
    try:
        for table in read_all(version.handle, descriptor_of(version)):
            part.rows += table.frame.height
            found.records.append(_records(node, described, table, kept))
    except BlobNotFound:
        part.trouble = "Its file is not in the store."
    except RowsUnreadable as error:
        part.trouble = str(error)


def _records(node: Node, described: Described, table: Table, kept: Kept) -> Records:
    names = match_headers(table.frame.columns, described.attributes).names
    taken = set(names.values())
    frame = table.frame.select(
        pl.col(header).alias(names.get(header, header))
        for header in table.frame.columns
        if header in names or header not in taken
    )
    is_whole = table.is_last and table.first_row == 1
    return Records(
        described.component, node.public_id, None, frame if is_whole else kept.of(frame), first_row=table.first_row
    )


def _add_files(found: Gathered, batch: Sequence[Node], described: Mapping[int, Described], kept: Kept) -> None:
    """Add the files of a batch; those of one component in one folder are rows of one table."""
    groups: dict[PartKey, list[Node]] = {}
    for node in batch:
        if node.kind == Kind.FILE and node.id in described:
            groups.setdefault((described[node.id].component, entity_id(node.parent_id or 0)), []).append(node)
    for key, nodes in groups.items():
        known = found.parts.setdefault(key, Read(nodes[0].parent_id or 0, key[0], described[nodes[0].id].model))
        found.records.append(_files(key, nodes, kept.names, first_row=known.rows + 1))
        known.rows += len(nodes)
        known.files += [node.id for node in nodes]


def _files(key: PartKey, nodes: Sequence[Node], wanted: frozenset[str], *, first_row: int) -> Records:
    rows = [_cells(node) for node in nodes]
    columns = {name: [row.get(name) for row in rows] for name in sorted(wanted) if any(name in row for row in rows)}
    columns[ROW_HASH] = [_hash(row) for row in rows]
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Records(*key, None, frame, first_row, [node.public_id for node in nodes])


def _cells(node: Node) -> dict[str, str | None]:
    annotations = node.current.annotations if node.current else {}
    return {name: annotation_cell(stored) for name, stored in annotations.items()}


def annotation_cell(stored: JsonValue) -> str | None:
    """Return the cell of a stored annotation: several values are written as a JSON array."""
    values = stored.get("value") if isinstance(stored, dict) else None
    texts = [str(value) for value in values] if isinstance(values, list) else []
    if len(texts) > 1:
        return json.dumps(texts, ensure_ascii=False)
    return texts[0] if texts and texts[0].strip() else None


def _hash(row: Mapping[str, str | None]) -> str:
    filled = sorted((name, text) for name, text in row.items() if text is not None)
    return hashlib.sha256(json.dumps(filled).encode()).hexdigest()
