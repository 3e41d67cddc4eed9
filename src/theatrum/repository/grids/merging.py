"""Three rows made one, cell by cell: what both had, what they have now, what is here now. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from theatrum.repository.grids.cells import Cells, cell


@dataclass(frozen=True, slots=True)
class Merged:
    """The cells that are to be taken from them, and the slots in which both changed the same cell otherwise."""

    taken: dict[int, str | None] = field(default_factory=dict)
    conflicts: list[int] = field(default_factory=list)


# Tells whether two texts of a slot stand for the same.
Same = Callable[[int, str | None, str | None], bool]


def merge_row(
    base: Cells, theirs: Cells, mine: Cells, slots: Collection[int], *, same: Same = lambda _, one, other: one == other
) -> Merged:
    """Compare cell by cell. Who alone changed a cell is followed; where both did, mine stays and it is a conflict."""
    merged = Merged()
    for slot in slots:
        before, there, here = cell(base, slot), cell(theirs, slot), cell(mine, slot)
        if there in (before, here):
            continue
        if here == before or same(slot, here, there):
            merged.taken[slot] = there
        else:
            merged.conflicts.append(slot)
    return merged
