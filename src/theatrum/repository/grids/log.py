"""What an operation did, as its payload keeps it: enough to tell a cell's history, and to take it back."""

from dataclasses import dataclass, field
from typing import cast

from pydantic import TypeAdapter

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.models import Operation


@dataclass(slots=True)
class Log:
    """Cells as (row, slot, from, to); rows that came and went, with their cells; rows that came back."""

    cells: list[tuple[int, int, str | None, str | None]] = field(default_factory=list)
    inserted: list[tuple[int, Cells]] = field(default_factory=list)
    deleted: list[tuple[int, Cells]] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    # Names of columns that came.
    columns: list[str] = field(default_factory=list)
    # Rows that came or came back, in this order: the row above each (0 at the top), and its position.
    placed: list[tuple[int, int, int]] = field(default_factory=list)
    # Whether all rows were given other positions, in the same order.
    is_spread: bool = False
    # What somebody else had written since the sender last looked, and is written over: row, slot, text, and whose.
    over: list[tuple[int, int, str | None, int]] = field(default_factory=list)

    @property
    def rows(self) -> set[int]:
        """The rows that it touched."""
        cells, whole = (entry[0] for entry in self.cells), (number for number, _ in (*self.inserted, *self.deleted))
        return {*cells, *whole, *self.restored}

    def as_json(self) -> JsonObject:
        """Return what is stored."""
        return cast("JsonObject", _LOG.dump_python(self, mode="json"))


_LOG = TypeAdapter(Log)


def log_of(operation: Operation) -> Log | None:
    """Return what an operation did; None where a purge has taken it. The payload is loaded."""
    content = operation.payload.content
    return None if content is None else _LOG.validate_python(content)
