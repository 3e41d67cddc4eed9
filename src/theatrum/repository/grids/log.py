"""What an operation did, as its payload keeps it: enough to tell a cell's history, and to take it back."""

from dataclasses import dataclass, field, fields
from typing import Any

from theatrum.kernel.jsontext import compact
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
        whole = (number for number, _ in (*self.inserted, *self.deleted))
        return {row for row, _, _, _ in self.cells}.union(whole, self.restored)

    def as_canonical(self) -> str:
        """Return what is stored: its canonical JSON."""
        return compact({name: getattr(self, name) for name in _NAMES})


_OF_TUPLES = frozenset({"cells", "inserted", "deleted", "placed", "over"})
_NAMES = sorted(one.name for one in fields(Log))


def log_of(operation: Operation) -> Log | None:
    """Return what an operation did; None where a purge has taken it. The payload is loaded."""
    content: dict[str, Any] | None = operation.payload.content
    if content is None:
        return None
    # Written by this server alone, and read by every hub: only tuples have to be made of lists.
    read: dict[str, Any] = {name: content[name] for name in _NAMES if name in content}
    for name in _OF_TUPLES & read.keys():
        read[name] = [*map(tuple, read[name])]
    return Log(**read)
