"""What stands behind a grid of files: how they are read, which cells are annotations, how these are written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.viewing import ViewRow
from theatrum.repository.tables.views.writing import EntityOutcome


class FileRows(Protocol):
    """Files as rows, read at one moment; they can be gone through again."""

    @property
    def columns(self) -> Sequence[str]:
        """The columns, in the order of the cells."""

    @property
    def count(self) -> int:
        """How many files there are."""

    def rows(self) -> Iterator[ViewRow]:
        """Yield the rows in order."""


class FileSource(Protocol):
    """A view, or a folder; ``word`` is what sentences call it."""

    word: ClassVar[str]

    @property
    def writable(self) -> Collection[int]:
        """The slots whose cells are annotations; all others show fields."""

    def anew(self) -> "FileSource":
        """Return the source as it is after columns came."""

    def reading(self, actor: Actor) -> AbstractContextManager[FileRows]:
        """Read the files that the actor may see."""

    def are_same(self, slot: int, one: str | None, other: str | None) -> bool:
        """Tell whether two texts stand for the same annotation, however they are written."""

    def yielding(self, row: Row) -> Collection[int]:
        """Return the slots of a row in which nobody has written: the server filled them in."""

    def write(self, actor: Actor, node_id: int, *, etag: str, cells: Mapping[int, str | None]) -> EntityOutcome:
        """Write cells by slot as annotations of a file that was read with this etag; opens its own transaction."""

    def judged_by(self, workspace: Workspace, first: int, digests: Collection[str]) -> None:
        """Say which schemas judge: of the first file, and the hashes of all. Inside a write transaction."""
