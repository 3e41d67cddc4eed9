"""A folder behind a grid: its files are read anew, and its component says how cells are read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from theatrum.checks.columns.reading import TEXT
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for
from theatrum.repository.grids.actions.sessions import judge_anew
from theatrum.repository.grids.folders.annotations import Readings, are_same, changed
from theatrum.repository.grids.folders.columns import attributes_of, names_of, readings_of
from theatrum.repository.grids.folders.components import NONE, component_of
from theatrum.repository.grids.folders.filled import filled_slots
from theatrum.repository.grids.folders.judging import writable_names
from theatrum.repository.grids.folders.reading import Files, Wanted, read_files
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.viewing import who_sees
from theatrum.repository.tables.views.writing import EntityOutcome, write_annotations


@dataclass
class FolderSource:
    """See FileSource. ``only`` reads the files of some ids, ``reader`` those that somebody else may read."""

    word: ClassVar[str] = "folder"
    workspace: Workspace
    only: Sequence[int] | None = None
    reader: Actor | None = None
    names: Mapping[int, str] = field(init=False)
    readings: Readings = field(init=False)
    _bound: BoundSchema | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Read the columns."""
        self.names = writable_names(self.workspace)
        self.readings = readings_of(self.workspace.digest)

    @property
    def writable(self) -> Collection[int]:
        """See FileSource."""
        return self.names.keys()

    def anew(self) -> "FolderSource":
        """See FileSource."""
        return FolderSource(self.workspace, self.only, self.reader)

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Files]:
        """See FileSource."""
        files = self.files(actor)
        self._bound = next(iter(files.bounds), None)
        yield files

    def files(self, actor: Actor) -> Files:
        """Return the files that whoever the grid belongs to may read."""
        workspace = self.workspace
        digest = workspace.digest
        columns = names_of(attributes_of(digest)) if workspace.query != NONE else workspace.columns
        wanted = Wanted(workspace.source_id, workspace.query, columns, digest, self.only)
        return read_files(self.reader or who_sees(actor, workspace), wanted)

    def are_same(self, slot: int, one: str | None, other: str | None) -> bool:
        """See FileSource."""
        return are_same(self.readings.get(self.names.get(slot, ""), TEXT), one, other)

    def yielding(self, row: Row) -> Collection[int]:
        """See FileSource."""
        return filled_slots(self.workspace, {row.number: row.cells or []}).get(row.number, {}).keys()

    def write(self, actor: Actor, node_id: int, *, etag: str, cells: Mapping[int, str | None]) -> EntityOutcome:
        """See FileSource."""
        named = {self.names[slot]: text for slot, text in cells.items()}
        return write_annotations(actor, node_id, etag, lambda present: changed(present, named, self.readings))

    def judged_by(self, workspace: Workspace, first: int, digests: Collection[str]) -> None:  # noqa: ARG002  # see below
        """See FileSource: the component judges, by the version that holds for its files now."""
        own = bound_for(workspace.source_id)
        bound = self._bound or (own if component_of(own) == workspace.query else None)
        if bound is not None:
            judge_anew(workspace=workspace, bound=bound)
