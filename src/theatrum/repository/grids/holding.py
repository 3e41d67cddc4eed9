"""Rows that are different, held for who pages through them: both tables are read for them once, not for every page.

They are packed, and of a limited size together; where there are more, each page reads the tables. What is held is
asked for by who may read both tables, as their files say when it is asked.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain

import polars as pl

from theatrum.repository.grids.comparing import Comparison, Pieces, Texts

# So many packed bytes of one table are held.
MOST = 4 * 1024**2


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one table: their places in order, and packs of their texts with the first of each among the places."""

    places: Sequence[int]
    firsts: Sequence[int]
    packs: Sequence[bytes]

    def at(self, places: Sequence[int]) -> dict[int, Texts]:
        """Return the texts of some rows, by place; of those that are not held, none."""
        found: dict[int, Texts] = {}
        opened = (-1, pl.DataFrame())
        for place in sorted(set(places)):
            index = bisect_left(self.places, place)
            if index == len(self.places) or self.places[index] != place:
                continue
            pack = bisect_right(self.firsts, index) - 1
            if pack != opened[0]:
                opened = (pack, pl.read_ipc(BytesIO(self.packs[pack])))
            found[place] = opened[1].row(index - self.firsts[pack], named=True)
        return found


def hold(found: Comparison, old: Pieces, new: Pieces) -> Comparison:
    """Return a comparison with the rows that it is about, of each table as far as they are not too many."""
    return replace(
        found,
        old_rows=_held(old, chain(found.removed, found.old_changed)),
        new_rows=_held(new, chain(found.added, found.new_changed)),
    )


def _held(pieces: Pieces, places: chain[int]) -> Held | None:
    wanted, firsts, packs = array("q", sorted(places)), list[int](), list[bytes]()
    start = done = size = 0
    for piece in pieces():
        end = bisect_left(wanted, start + piece.height, done)
        if end > done:
            pack = BytesIO()
            piece[[place - start for place in wanted[done:end]]].write_ipc(pack, compression="zstd")
            size += pack.tell()
            if size > MOST:
                return None
            firsts.append(done)
            packs.append(pack.getvalue())
        start, done = start + piece.height, end
        if done == len(wanted):
            break
    return Held(wanted, firsts, packs)
