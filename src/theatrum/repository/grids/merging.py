"""Three rows made one, cell by cell: what both had, what they have now, what is here now. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field

from theatrum.repository.grids.cells import Cells, cell


@dataclass(frozen=True, slots=True)
class Merged:
    """The cells that are to be taken from them, and the slots in which both changed the same cell otherwise."""

    taken: dict[int, str | None] = field(default_factory=dict)
    conflicts: list[int] = field(default_factory=list)


def merge_row(base: Cells, theirs: Cells, mine: Cells, slots: Collection[int]) -> Merged:
    """Compare cell by cell. Who alone changed a cell is followed; where both did, mine stays and it is a conflict."""
    merged = Merged()
    for slot in slots:
        before, there, here = cell(base, slot), cell(theirs, slot), cell(mine, slot)
        if there in (before, here):
            continue
        if here == before:
            merged.taken[slot] = there
        else:
            merged.conflicts.append(slot)
    return merged
