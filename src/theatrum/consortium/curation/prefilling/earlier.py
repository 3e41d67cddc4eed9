"""Annotations of an earlier release, copied onto the files of a grid: by name, by data file id, or of one file."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.curation.prefilling.knowledge import data_file_rule
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_children
from theatrum.repository.entities.queries.nodes import path_to
from theatrum.repository.grids.authorization import FOLDERS
from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.editing import edit, part_of
from theatrum.repository.grids.folders.components import count_below
from theatrum.repository.grids.folders.judging import writable_names
from theatrum.repository.grids.folders.reading import Files, Wanted, read_files
from theatrum.repository.grids.models import OperationKind, Row, Workspace
from theatrum.repository.grids.pieces import Piece
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows, stream

_WORDS = {FolderKind.INGEST: "handed in", FolderKind.STAGE: "staged", FolderKind.RELEASE: "released"}

By = Literal["name", "data_file_id", "file"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A folder of another release with files of the same component: its release, what it is there, how many."""

    folder: Node
    release: int
    kind: FolderKind
    files: int

    @property
    def kind_word(self) -> str:
        """What people call the folder."""
        return _WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Asked:
    """From which folder annotations are copied, and by what files are known; ``file_id`` names one for all rows.

    ``replaces`` writes over cells that hold something, too.
    """

    folder: Node
    by: By = "name"
    file_id: int | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Copied:
    """What one row gets: texts by slot, and from which file."""

    number: int
    name: str
    origin: Node
    texts: Mapping[int, str]


@dataclass
class Plan:
    """What would be copied; rows without an earlier file, and with several, are counted."""

    rows: list[Copied] = field(default_factory=list)
    unmatched: int = 0
    ambiguous: int = 0
    same: int = 0

    @property
    def cells(self) -> int:
        """How many cells would be written."""
        return sum(len(row.texts) for row in self.rows)


def earlier_folders(actor: Actor, workspace: Workspace) -> list[Earlier]:
    """Return the folders of other releases of the same project with files of the grid's component, newest first.

    Of one release, what was released comes before what was staged, and that before what was handed in.
    """
    path = path_to(workspace.source)
    # From the root: the project, then the release's folder.
    project, mine = path[1] if len(path) > 1 else workspace.source, {node.id for node in path[2:3]}
    found: list[Earlier] = []
    for folder in visible_children(actor, project.id, [Kind.FOLDER]):
        what = release_of(in_force(), folder.name)
        if what is None or folder.id in mine:
            continue
        count = count_below(actor, folder, workspace.query)
        if count:
            found.append(Earlier(folder, *what, count))
    order = [FolderKind.RELEASE, FolderKind.STAGE, FolderKind.INGEST]
    return sorted(found, key=lambda one: (-one.release, order.index(one.kind)))


def release_of(profile: Profile, name: str) -> tuple[int, FolderKind] | None:
    """Return which release's folder has this name, and what it is there."""
    for kind, shape in profile.folders.items():
        for template in (shape.name, *shape.aliases):
            match = re.fullmatch(re.escape(template).replace(r"\{number\}", "([0-9]{1,6})"), name)
            if match is not None:
                return int(match[1]), kind
    return None


def plan_copy(actor: Actor, workspace: Workspace, asked: Asked) -> Plan:
    """Return what would be copied onto the rows of a grid over a folder; nothing is written. Raises InvalidRequest.

    What each file has for itself is never copied: its path, its format, its checksum, its data file id.
    """
    if workspace.source.kind not in FOLDERS:
        raise InvalidRequest(reason="Annotations of an earlier release are copied in grids over folders only.")
    rule = data_file_rule(in_force(), workspace.query.rpartition("-")[2])
    column = rule.column if rule else None
    left_out = own_columns(in_force()) | {column}
    slots = {name: slot for slot, name in writable_names(workspace).items() if name not in left_out}
    known = _Known.of(_files(actor, workspace, asked), column)
    copying = _Copying(asked, known, slots, workspace.slots["path"], workspace.slots.get(column or ""))
    for row in stream(live_rows(workspace), size=PIECE):
        copying.add(row)
    return copying.plan


def copy_annotations(actor: Actor, workspace: Workspace, plan: Plan) -> int:
    """Write what was planned, as one act that is taken back at once; returns how many cells. Raises as ``edit``."""
    piece, sender = Piece(len(workspace.column_names)), Sender(kind=OperationKind.IMPORT)
    for change in _changes(plan, piece):
        edit(actor, workspace, change, sender=part_of(sender))
    return plan.cells


def own_columns(profile: Profile) -> set[str]:
    """Return the columns that say what one file is as such."""
    return {*profile.overlay.fills, *(rule.column for rule in profile.inspections.filled if rule.file)}


def _changes(plan: Plan, piece: Piece) -> Iterator[Change]:
    for row in plan.rows:
        yield from piece.add(row.number, row.texts)
    yield from piece.rest()


def _files(actor: Actor, workspace: Workspace, asked: Asked) -> Files:
    names = list(writable_names(workspace).values())
    only = [asked.file_id] if asked.by == "file" and asked.file_id is not None else None
    return read_files(actor, Wanted(asked.folder.id, workspace.query, names, workspace.digest, only))


@dataclass
class _Known:
    """Earlier files with their texts by attribute."""

    texts: dict[int, dict[str, str]] = field(default_factory=dict)
    nodes: dict[int, Node] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_data_file_id: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    paths: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Files, data_file_id: str | None) -> "_Known":
        known = cls(paths={number: path.casefold() for number, path in files.paths.items()})
        for node, cells in files.nodes():
            texts = {name: text for name, text in zip(files.columns, cells, strict=True) if text is not None}
            known.nodes[node.id], known.texts[node.id] = node, texts
            known.by_name[node.name.casefold()].append(node.id)
            if data_file_id in texts:
                known.by_data_file_id[texts[data_file_id]].append(node.id)
        return known

    def find(self, asked: Asked, path: str, identifier: str | None) -> Sequence[int]:
        """Return the earlier files that a row may be."""
        if asked.by == "file":
            return list(self.nodes)
        if asked.by == "data_file_id":
            return self.by_data_file_id.get(identifier or "", [])
        named = self.by_name.get(path.casefold().rpartition("/")[2], [])
        exact = [number for number in named if f"/{self.paths[number]}".endswith(f"/{path.casefold()}")]
        return exact if len(exact) == 1 else named


@dataclass
class _Copying:
    """Goes through the rows of a grid, and plans what each gets."""

    asked: Asked
    known: _Known
    slots: Mapping[str, int]
    path_slot: int
    identifier_slot: int | None
    plan: Plan = field(default_factory=Plan)

    def add(self, row: Row) -> None:
        """Plan one row."""
        cells: Cells = row.cells or []
        path = cell(cells, self.path_slot) or ""
        identifier = None if self.identifier_slot is None else cell(cells, self.identifier_slot)
        found = [number for number in self.known.find(self.asked, path, identifier) if number != row.source_key]
        if len(found) != 1:
            self.plan.ambiguous += len(found) > 1
            self.plan.unmatched += not found
        elif wanted := self._wanted(cells, self.known.texts[found[0]]):
            self.plan.rows.append(Copied(row.number, path, self.known.nodes[found[0]], wanted))
        else:
            self.plan.same += 1

    def _wanted(self, cells: Cells, texts: Mapping[str, str]) -> dict[int, str]:
        """Return what is written: into empty cells, or into those that hold something else, too."""
        named = {self.slots[name]: text for name, text in texts.items() if name in self.slots}
        return {
            slot: text
            for slot, text in named.items()
            if (there := cell(cells, slot)) is None or (self.asked.replaces and there != text)
        }
