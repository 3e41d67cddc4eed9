"""Two tables held against each other: rows that came, went and changed, cell by cell. Pure.

Rows are matched as merging matches them: by key, else by content, else by place. Tables come in pieces, of which only
hashes of the cells are kept; the texts of a few rows are read once more when somebody looks at them.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import polars as pl

from theatrum.repository.grids.matching import Mark, match_rows

# Gives the pieces of a table from its beginning, each time that it is called; all have the same columns of texts.
Pieces = Callable[[], Iterable[pl.DataFrame]]
Texts = Mapping[str, str | None]
_SEED, _WHOLE, _KEY = 7, 11, 13


class HeldRows(Protocol):
    """Rows of a table that are at hand."""

    def at(self, places: Sequence[int]) -> dict[int, Texts]:
        """Return the texts of some rows, by place."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different. Rows are counted from 0; those of ``changed`` stand in both, here and there in turn."""

    columns_added: Sequence[str] = ()
    columns_removed: Sequence[str] = ()
    added: Sequence[int] = ()
    removed: Sequence[int] = ()
    old_changed: Sequence[int] = ()
    new_changed: Sequence[int] = ()
    # How many cells of a column are others now, of columns in which any are.
    by_column: Mapping[str, int] = field(default_factory=dict)
    same: int = 0
    # The rows of either table that are different, where somebody holds them.
    old_rows: HeldRows | None = None
    new_rows: HeldRows | None = None

    @property
    def cells(self) -> int:
        """How many cells of rows in both are others now."""
        return sum(self.by_column.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not (self.columns_added or self.columns_removed or self.added or self.removed or self.new_changed)


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row of which cells are different: its places, counted from 0, and each cell as it was and as it is now."""

    old: int | None
    new: int | None
    cells: Mapping[str, tuple[str | None, str | None]]


def compare(old: Pieces, new: Pieces, *, key: Sequence[str] = ()) -> Comparison:
    """Compare two tables; ``key`` are the columns that know a row again."""
    one, other = iter(old()), iter(new())
    first, second = next(one, pl.DataFrame()), next(other, pl.DataFrame())
    common = [name for name in second.columns if name in first.columns]
    known = list(key) if key and set(key) <= set(common) else []
    before, after = _hashed(chain([first], one), common, known), _hashed(chain([second], other), common, known)
    matched = match_rows(before.marks(), after.marks())
    pairs = [(there, here) for here, there in enumerate(matched) if there is not None]
    used = {there for there, _ in pairs}
    changed, by_column = _differences(before, after, pairs)
    return Comparison(
        columns_added=[name for name in second.columns if name not in first.columns],
        columns_removed=[name for name in first.columns if name not in second.columns],
        added=array("q", (here for here, there in enumerate(matched) if there is None)),
        removed=array("q", (there for there in range(before.height) if there not in used)),
        old_changed=array("q", (pairs[place][0] for place in changed)),
        new_changed=array("q", (pairs[place][1] for place in changed)),
        by_column=by_column,
        same=len(pairs) - len(changed),
    )


def changed_rows(comparison: Comparison, old: Pieces, new: Pieces, *, first: int, count: int) -> list[ChangedRow]:
    """Return some of the changed rows with their cells, in the order of the newer table."""
    places = slice(first, first + count)
    olds, news = comparison.old_changed[places], comparison.new_changed[places]
    before, after = texts_at(comparison.old_rows, old, olds), texts_at(comparison.new_rows, new, news)
    found: list[ChangedRow] = []
    for there, here in zip(olds, news, strict=True):
        was, now = before.get(there, {}), after.get(here, {})
        cells = {name: (was[name], text) for name, text in now.items() if name in was and was[name] != text}
        found.append(ChangedRow(there, here, cells))
    return found


def texts_at(held: HeldRows | None, pieces: Pieces, places: Sequence[int]) -> dict[int, Texts]:
    """Return the texts of some rows that are different: as they are held, else read from their table."""
    return rows_at(pieces, places) if held is None else held.at(places)


def rows_at(pieces: Pieces, places: Sequence[int]) -> dict[int, Texts]:
    """Return the texts of some rows, by place; of places beyond the end none."""
    wanted, found, start = sorted(set(places)), dict[int, Texts](), 0
    if not wanted:
        return found
    for piece in pieces():
        for place in wanted:
            if start <= place < start + piece.height:
                found[place] = piece.row(place - start, named=True)
        start += piece.height
        if start > wanted[-1]:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Hashed:
    """A table as hashes: of each cell of the common columns, of each row, and of its key."""

    cells: pl.DataFrame
    wholes: Sequence[int]
    keys: Sequence[int | None]

    @property
    def height(self) -> int:
        return len(self.wholes)

    def marks(self) -> list[Mark]:
        return [Mark(key, whole) for key, whole in zip(self.keys, self.wholes, strict=True)]


def _hashed(pieces: Iterable[pl.DataFrame], common: Sequence[str], key: Sequence[str]) -> _Hashed:
    cells: list[pl.DataFrame] = []
    wholes: list[int] = []
    keys: list[int | None] = []
    for piece in pieces:
        if not piece.width:
            continue
        cells.append(piece.select(pl.col(name).hash(_SEED) for name in common))
        # Without a column in both, all rows of a side are alike.
        wholes += _row_hashes(piece.select(common), _WHOLE) if common else [0] * piece.height
        keys += _keys(piece, key) if key else [None] * piece.height
    return _Hashed(pl.concat(cells) if cells else pl.DataFrame(), wholes, keys)


def _row_hashes(frame: pl.DataFrame, seed: int) -> list[int]:
    return frame.hash_rows(seed).to_list()


def _keys(piece: pl.DataFrame, key: Sequence[str]) -> Iterator[int | None]:
    part = piece.select(key)
    is_whole = part.select(pl.all_horizontal(pl.all().is_not_null()).alias("whole"))["whole"]
    return (one if whole else None for one, whole in zip(_row_hashes(part, _KEY), is_whole, strict=True))


def _differences(before: _Hashed, after: _Hashed, pairs: Sequence[tuple[int, int]]) -> tuple[list[int], dict[str, int]]:
    """Return the places of pairs that differ, and how many cells do in each column."""
    if not pairs or not after.cells.width:
        return [], {}
    old = pl.Series([there for there, _ in pairs], dtype=pl.Int64)
    new = pl.Series([here for _, here in pairs], dtype=pl.Int64)
    is_other, counts = pl.repeat(value=False, n=len(pairs), dtype=pl.Boolean, eager=True), dict[str, int]()
    for name in after.cells.columns:
        differs = before.cells[name].gather(old) != after.cells[name].gather(new)
        if count := int(differs.sum()):
            counts[name] = count
            is_other |= differs
    return is_other.arg_true().to_list(), counts
