"""A view behind a grid: its query is run anew, and its columns say how cells are read."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import ClassVar

from theatrum.kernel.jsontext import sha256
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.grids.actions.sessions import judge_anew
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.view_judging import columns_by_slot
from theatrum.repository.grids.viewing import View, reading_view, who_sees
from theatrum.repository.tables.cells import reader_for
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.views.fields import field_of
from theatrum.repository.tables.views.row_changes import RowChange
from theatrum.repository.tables.views.writing import EntityOutcome, write_change


@dataclass(frozen=True)
class ViewSource:
    """See FileSource."""

    word: ClassVar[str] = "view"
    workspace: Workspace
    columns: Mapping[int, Column] = field(init=False)

    def __post_init__(self) -> None:
        """Read the columns of the view."""
        object.__setattr__(self, "columns", columns_by_slot(self.workspace))

    @property
    def writable(self) -> set[int]:
        """See FileSource."""
        return {slot for slot, column in self.columns.items() if field_of(column) is None}

    def anew(self) -> "ViewSource":
        """See FileSource."""
        return ViewSource(self.workspace)

    def reading(self, actor: Actor) -> AbstractContextManager[View]:
        """See FileSource. Raises as ``reading_view``."""
        return reading_view(who_sees(actor, self.workspace), self.workspace.query)

    def are_same(self, slot: int, one: str | None, other: str | None) -> bool:
        """See FileSource."""
        column = self.columns.get(slot)
        return column is not None and _normal(column, one) == _normal(column, other)

    def yielding(self, row: Row) -> Collection[int]:  # noqa: ARG002  # nothing is filled in
        """See FileSource."""
        return ()

    def write(self, actor: Actor, node_id: int, *, etag: str, cells: Mapping[int, str | None]) -> EntityOutcome:
        """See FileSource."""
        return write_change(actor, RowChange(node_id, etag, {self.columns[slot]: text for slot, text in cells.items()}))

    def judged_by(self, workspace: Workspace, first: int, digests: Collection[str]) -> None:
        """See FileSource: files have schemas of their own, and were they others, each is judged once more."""
        judge_anew(workspace=workspace, bound=bound_for(first or workspace.source_id), digest=sha256(sorted(digests)))


def _normal(column: Column, text: str | None) -> object:
    try:
        return reader_for(column)(text)
    except ValueError:
        return text
