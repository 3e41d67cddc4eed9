"""Cells, column by column: polars finds those that may hold something, Python looks at these alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detecting import detect
from theatrum.checks.privacy.hits import Hit
from theatrum.checks.privacy.sieves import sieve_for

_NUMBER = r"^[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?$"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in which something stands; ``row`` is its index in the frame."""

    row: int
    hits: tuple[Hit, ...]
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column; one of numbers is left alone where a number stands."""

    context: Context
    is_number: bool = False


def cells_in(frame: pl.DataFrame, columns: Mapping[str, Column]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield for each column in which something stands its cells, by row. All columns are sieved at once."""
    sieves = {name: sieve_for(column.context) for name, column in columns.items()}
    asked = {name: sieve for name, sieve in sieves.items() if sieve is not None}
    masks = frame.lazy().select(pl.col(name).str.contains(sieve) for name, sieve in asked.items()).collect()
    for name in asked:
        rows = masks[name].arg_true()
        if len(rows):
            cells = list(_cells(rows, frame[name].gather(rows), columns[name]))
            if cells:
                yield name, cells


def _cells(rows: pl.Series, texts: pl.Series, column: Column) -> Iterator[Cell]:
    if column.is_number:
        others = ~texts.str.contains(_NUMBER)
        rows, texts = rows.filter(others), texts.filter(others)
    seen: dict[str, tuple[Hit, ...]] = {}
    for row, text in zip(rows.to_list(), texts.to_list(), strict=True):
        hits = seen.get(text)
        if hits is None:
            hits = seen[text] = tuple(detect(text, column.context))
        if hits:
            yield Cell(row, hits, text)
