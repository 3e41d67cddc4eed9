"""A row as it went out, as it is now, and as it comes back: what follows for each cell. Pure.

Who alone changed a cell is followed. Where both did, and otherwise, somebody has to say: until then the grid's stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.consortium.exchange.damage import Damage, damage

Texts = Mapping[int, str | None]


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that both sides changed, by slot: as it went out, as it is in the grid, as it comes back."""

    slot: int
    base: str | None
    theirs: str | None
    mine: str | None


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A cell that a spreadsheet wrote in another way, and nobody meant to change: it stays as it was."""

    slot: int
    before: str | None
    after: str | None
    kind: Damage


@dataclass(slots=True)
class Met:
    """What follows: cells to take, cells to decide, cells that were left alone."""

    taken: dict[int, str | None] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    rewritten: list[Rewritten] = field(default_factory=list)


def meet(base: Texts, theirs: Texts, mine: Texts) -> Met:
    """Compare a row cell by cell, for the slots of ``mine``; a slot that ``base`` lacks was empty when it went out."""
    met = Met()
    for slot, text in mine.items():
        before, there = base.get(slot), theirs.get(slot)
        if text in (before, there):
            continue
        if (kind := damage(before, text)) is not None:
            met.rewritten.append(Rewritten(slot, before, text, kind))
        elif there == before:
            met.taken[slot] = text
        elif damage(there, text) is None:
            met.clashes.append(Clash(slot, before, there, text))
    return met


def is_changed(base: Texts, theirs: Texts) -> bool:
    """Tell whether a row is otherwise now than it went out, in the cells that went out."""
    return any(theirs.get(slot) != text for slot, text in base.items())
