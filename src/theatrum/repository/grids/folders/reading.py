"""The files below a folder as rows: those of one component that somebody may read, as they are now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Ancestry, Kind, Node
from theatrum.repository.entities.validation.bound import BoundSchema
from theatrum.repository.grids.folders import knowledge
from theatrum.repository.grids.folders.annotations import Readings
from theatrum.repository.grids.folders.columns import FIELDS, annotation_text, attributes_of, field_text, readings_of
from theatrum.repository.grids.folders.components import Placed, files_below
from theatrum.repository.grids.folders.knowledge import Shown
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.viewing import ViewRow

_NOTHING = Shown()


@dataclass(frozen=True)
class Files:
    """Files in order of their paths, as rows with these columns; ``View`` has the same for a query."""

    columns: Sequence[str]
    placed: Sequence[Placed]
    paths: Mapping[int, str]
    digest: str
    _readings: Readings = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many files there are."""
        return len(self.placed)

    @property
    def is_nested(self) -> bool:
        """Whether any is in a folder below."""
        return any("/" in self.paths[one.id] for one in self.placed)

    @property
    def bounds(self) -> list[BoundSchema]:
        """The schemas that hold for them, each once, in order of the files."""
        return list(dict.fromkeys(one.bound for one in self.placed if one.bound is not None))

    def rows(self) -> Iterator[ViewRow]:
        """Yield the rows in order; a file that went meanwhile is left out."""
        for node, cells in self.nodes():
            yield ViewRow(node.id, node.etag, cells)

    def nodes(self) -> Iterator[tuple[Node, list[str | None]]]:
        """Yield the files with their cells."""
        attributes = set(attributes_of(self.digest))
        fields = {name for name in self.columns if name in FIELDS and name not in attributes}
        for start in range(0, len(self.placed), PIECE):
            ids = [one.id for one in self.placed[start : start + PIECE]]
            found = Node.objects.select_related("current__handle").filter(trash_root=None).in_bulk(ids)
            shown = knowledge.shown(list(found.values()))
            for number in ids:
                if (node := found.get(number)) is not None:
                    yield node, self._cells(node, fields, shown.get(number, _NOTHING))

    def _cells(self, node: Node, fields: set[str], shown: Shown) -> list[str | None]:
        path = self.paths[node.id]
        return [
            field_text(node, name, path=path, shown=shown)
            if name in fields
            else annotation_text(node, name, self._readings)
            for name in self.columns
        ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files: below which folder, of which component, with which columns, by which schema; or some of them."""

    folder_id: int
    component: str
    columns: Sequence[str]
    digest: str
    only: Sequence[int] | None = None


def read_files(actor: Actor, wanted: Wanted) -> Files:
    """Return the files of one component below a folder that the actor may read, in order of their paths."""
    below = files_below(actor, wanted.folder_id, only=wanted.only)
    placed = [one for one in below if one.component == wanted.component]
    paths = paths_of(wanted.folder_id, placed)
    ordered = sorted(placed, key=lambda one: (paths[one.id].casefold(), one.id))
    return Files(wanted.columns, ordered, paths, wanted.digest, readings_of(wanted.digest))


def paths_of(folder_id: int, placed: Sequence[Placed]) -> dict[int, str]:
    """Return where files are below a folder: names of the folders between, and the file's own."""
    below = Ancestry.objects.filter(ancestor_id=folder_id, node__kind=Kind.FOLDER)
    folders = {
        number: (parent, name) for number, parent, name in below.values_list("node", "node__parent", "node__name")
    }
    known: dict[int, str] = {folder_id: ""}

    def path(number: int) -> str:
        if number not in known:
            parent, name = folders.get(number, (None, ""))
            known[number] = f"{path(parent)}{name}/" if parent is not None else ""
        return known[number]

    return {one.id: path(one.parent_id) + one.name for one in placed}
