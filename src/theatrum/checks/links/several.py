"""Cells that hold several identifiers, taken apart as ``columns.lists`` does it, a whole column at a time."""

import polars as pl

from theatrum.checks.columns.lists import split_list

_SEVERAL = r'[,;\["]'
# Quotes, JSON arrays and line breaks go cell by cell.
_WRITTEN = r'[\["\r\n]'


def taken_apart(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return a row for each item of a column, the other columns repeated; an item that is empty is null."""
    texts = frame[column]
    several = texts.str.contains(_SEVERAL).fill_null(value=False)
    if not several.any():
        return _stripped(frame, column)
    written = several & texts.str.contains(_WRITTEN).fill_null(value=False)
    cell = pl.col(column)
    items = pl.when(cell.str.contains(",", literal=True)).then(cell.str.split(",")).otherwise(cell.str.split(";"))
    lists = [[str(item) for item in split_list(text)] for text in texts.filter(written)]
    parts = [
        frame.filter(~several),
        frame.filter(several & ~written).with_columns(items).explode(column),
        frame.filter(written).with_columns(pl.Series(column, lists, dtype=pl.List(pl.String))).explode(column),
    ]
    return _stripped(pl.concat(parts), column)


def _stripped(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    bare = frame.with_columns(pl.col(column).str.strip_chars())
    return bare.with_columns(pl.when(pl.col(column) != "").then(pl.col(column)))
