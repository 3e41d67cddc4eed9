"""Cells, column by column: polars finds those that may hold something, Python looks at these alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detecting import detect_all, writings_for
from theatrum.checks.privacy.free_text import SIEVE
from theatrum.checks.privacy.hits import Hit, Kind
from theatrum.checks.privacy.sieves import joined

_NUMBER = r"^[+-]?[0-9]{1,12}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?$"


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
    masks = frame.lazy().select(_sieve(name, column) for name, column in columns.items()).collect()
    for name, column in columns.items():
        rows = masks[name].arg_true()
        if len(rows):
            cells = _cells(rows, frame[name].gather(rows), column.context)
            if cells:
                yield name, cells


def _sieve(name: str, column: Column) -> pl.Expr:
    """Return whether a cell may hold something."""
    text, context = pl.col(name), column.context
    writings = writings_for(context)
    parts = [joined(writings)] if writings else []
    parts += [] if Kind.FREE_TEXT in context.allowed else [SIEVE]
    mask = text.str.contains("|".join(parts)) if parts else pl.lit(value=False)
    if column.is_number:
        return (~text.str.contains(_NUMBER) & mask).alias(name)
    return mask.alias(name)


def _cells(rows: pl.Series, texts: pl.Series, context: Context) -> list[Cell]:
    """Look at each distinct text once."""
    for shaped in context.shaped:
        texts_of = texts.str.contains(rf"^\s*(?:{shaped.pattern.pattern})\s*$")
        others = joined(writings_for(replace(context, allowed=context.allowed | shaped.kinds)))
        kept = ~texts_of | texts.str.contains(others)
        rows, texts = rows.filter(kept), texts.filter(kept)
    distinct = texts.unique()
    if context.values:
        distinct = distinct.filter(~distinct.is_in(list(context.values)))
    known = distinct.to_list()
    hits = detect_all(known, context)
    found = {text: tuple(told) for text, told in zip(known, hits, strict=True) if told}
    if not found:
        return []
    # Most columns have few of them, so the others need not be walked through.
    kept = texts.is_in(list(found)).arg_true()
    pairs = zip(rows.gather(kept).to_list(), texts.gather(kept).to_list(), strict=True)
    return [Cell(row, found[text], text) for row, text in pairs]
