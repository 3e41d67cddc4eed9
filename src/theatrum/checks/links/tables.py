"""The rows of all tables under one numbering, whatever order and pieces they came in."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import polars as pl

from theatrum.checks.links.records import Records
from theatrum.checks.links.repeating import repeated

# Rows are counted over all tables; a submission has fewer than four thousand million of them.
ROW = pl.UInt32


class Tables:
    """All records, sorted by component, file, sheet and row. A row's number in this order is its ``row`` everywhere.

    Columns of several components follow one another in the order of the components asked for.
    """

    def __init__(self, records: Iterable[Records]) -> None:
        filled = [piece for piece in records if piece.frame.height]
        self.pieces = sorted(filled, key=lambda piece: (*_table(piece), piece.first_row))
        self.starts: list[int] = []
        height = 0
        for piece in self.pieces:
            self.starts.append(height)
            height += piece.frame.height
        self.height = height
        self.tables = list(dict.fromkeys(_table(piece) for piece in self.pieces))
        self._spans: dict[str, tuple[int, int]] = {}
        for start, piece in zip(self.starts, self.pieces, strict=True):
            first, _ = self._spans.get(piece.component, (start, start))
            self._spans[piece.component] = (first, start + piece.frame.height)

    def has(self, components: Sequence[str]) -> bool:
        """Return whether there is a row of one of these components."""
        return any(component in self._spans for component in components)

    def span(self, component: str) -> tuple[int, int]:
        """Return the first row of a component, and the one after its last."""
        return self._spans.get(component, (0, 0))

    def rows(self, component: str) -> pl.Series:
        """Return the rows of a component."""
        return pl.int_range(*self.span(component), dtype=ROW, eager=True).alias("row")

    def column(self, component: str, name: str) -> pl.Series:
        """Return the texts of a column in all rows of a component; null where a table does not have it."""
        parts = [_column(piece.frame, name) for piece in self.pieces if piece.component == component]
        return pl.concat(parts) if parts else pl.Series(name, [], dtype=pl.String)

    def has_column(self, component: str, name: str) -> bool:
        """Return whether a table of the component has a column of this name."""
        return any(piece.component == component and name in piece.frame.columns for piece in self.pieces)

    def frame(self, component: str, names: Sequence[str]) -> pl.DataFrame:
        """Return several columns of a component."""
        return pl.DataFrame({name: self.column(component, name) for name in names})

    def columns(self, component: str) -> list[str]:
        """Return the names of all columns that a table of the component has, in order of name."""
        return sorted({name for piece in self.pieces if piece.component == component for name in piece.frame.columns})

    def hashes(self, component: str) -> pl.Series:
        """Return a number for each row of a component: the same for rows that are the same in every cell."""
        names = self.columns(component)
        pieces = [piece.frame for piece in self.pieces if piece.component == component]
        parts = [pl.DataFrame({name: _column(frame, name) for name in names}).hash_rows() for frame in pieces]
        return pl.concat(parts)

    @property
    def components(self) -> list[str]:
        """The components of which there are rows."""
        return list(self._spans)

    def names(self, table: int, numbers: Sequence[int]) -> list[str] | None:
        """Return what people call rows of a table (an index into ``tables``); None where they are known by number."""
        found = {
            number: piece.names[number - piece.first_row]
            for number in numbers
            for piece in self.pieces
            if piece.names is not None
            and _table(piece) == self.tables[table]
            and 0 <= number - piece.first_row < len(piece.names)
        }
        return [found[number] for number in numbers] if len(found) == len(numbers) else None

    def places(self, rows: pl.Series) -> pl.DataFrame:
        """Return the place of each row: ``table`` (an index into ``tables``) and ``number`` (its data row there)."""
        piece = pl.Series(self.starts, dtype=ROW).search_sorted(rows, side="right").cast(pl.UInt32) - 1
        number = rows.cast(pl.Int64) - self._offsets.gather(piece)
        return pl.DataFrame({"table": self._table_of_piece.gather(piece), "number": number})

    @cached_property
    def _offsets(self) -> pl.Series:
        firsts = [piece.first_row for piece in self.pieces]
        return pl.Series([start - first for start, first in zip(self.starts, firsts, strict=True)], dtype=pl.Int64)

    @cached_property
    def _table_of_piece(self) -> pl.Series:
        index = {table: position for position, table in enumerate(self.tables)}
        return pl.Series([index[_table(piece)] for piece in self.pieces], dtype=pl.UInt32)


def _table(piece: Records) -> tuple[str, str, str]:
    return piece.component, piece.file, piece.sheet or ""


def _column(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        return repeated(None, frame.height, pl.String).alias(name)
    return frame[name].cast(pl.String)
