"""What becomes of each row of a table that comes in, and what somebody decided about it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from theatrum.consortium.exchange.threeway import Clash, Rewritten
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.refusing import Seen


class Fate(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNTOUCHED = "untouched"
    REFUSED = "refused"
    # Rows that the workbook has no more, and one that the grid has no more.
    DELETED = "deleted"
    RESTORED = "restored"


class Side(StrEnum):
    """Whose cell is taken where both changed it."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody decided: of empty cells, rows that are gone, and clashes (by ``row:slot``, and ``row:`` whole)."""

    empties: bool = False
    deletes: bool = True
    maps: bool = True
    side: Side = Side.THEIRS
    sides: Mapping[str, Side] = field(default_factory=dict)

    def of(self, number: int, slot: int | None = None) -> Side:
        """Return whose cell is taken, or whose row."""
        return self.sides.get(f"{number}:{'' if slot is None else slot}", self.side)


@dataclass(slots=True)
class Step:
    """One row, and what becomes of it. ``line`` is 0 for a row that the file has not; ``cells`` are set.

    ``base`` is what the source has of a row that was changed in the grid.
    """

    line: int
    fate: Fate
    number: int | None = None
    present: Cells = field(default_factory=list)
    base: Cells | None = None
    cells: dict[int, str | None] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    rewritten: list[Rewritten] = field(default_factory=list)
    mapped: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    kept_empty: int = 0
    unread: int = 0
    private: dict[int, Seen] = field(default_factory=dict)
    # What is told of cells that may enter and have to be reviewed.
    held: list[JsonObject] = field(default_factory=list)
    # Why it is refused; or what both sides did to the row as a whole.
    reason: str = ""
    is_row_clash: bool = False
    # What stands for the row where somebody decides about it.
    name: int = 0
    source_key: int | None = None
