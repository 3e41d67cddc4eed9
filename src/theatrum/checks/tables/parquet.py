"""Parquet as cells of text: typed values are written as JSON writes them."""

from collections.abc import Iterator
from io import BytesIO

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.tables import cells
from theatrum.checks.tables.cells import Cells
from theatrum.checks.tables.parquet_trial import is_safe
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.table import Table
from theatrum.checks.tables.troubles import no_rows, placed, trouble

_MOST_ROWS = 100_000_000
_PIECE_CELLS = 20_000_000
# Polars panics on some damaged files instead of refusing them.
_DAMAGES = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def read_parquet(source: Source) -> Iterator[Table]:
    """Yield the table of a Parquet file, a long one in pieces.

    Raises:
        OSError: The file cannot be read.
    """
    if not is_safe(source):
        yield _nothing(source, _damaged())
        return
    try:
        lazy = pl.scan_parquet(
            source.path if source.content is None and source.path else BytesIO(source.read()), glob=False
        )
        schema = lazy.collect_schema()
        height = lazy.select(pl.len()).collect().item()
    except _DAMAGES:
        yield _nothing(source, _damaged())
        return
    if height > _MOST_ROWS:
        yield _nothing(source, trouble("too_large", "The table has too many rows.", fix="Split the table."))
        return
    yield from _pieces(source.name, lazy, schema, height)


def _pieces(file: str, lazy: pl.LazyFrame, schema: pl.Schema, height: int) -> Iterator[Table]:
    step = max(1, _PIECE_CELLS // max(1, len(schema)))
    blank = 0
    for start in range(0, max(height, 1), step):
        try:
            frame = lazy.slice(start, step).collect()
        except _DAMAGES:
            yield Table(file, None, pl.DataFrame(), start + 1, placed([_damaged()], file, None))
            return
        read = _read(frame, start + 1)
        blank = cells.tell_blank_rows(read, blank)
        is_last = start + step >= height
        if not height:
            read.groups.append(no_rows())
        yield Table(file, None, cells.name_columns(read), start + 1, placed(read.groups, file, None), is_last)


def _read(frame: pl.DataFrame, first_row: int) -> Cells:
    columns = [_text(series.alias(str(position))) for position, series in enumerate(frame)]
    read = Cells(frame.columns, pl.DataFrame(columns), first_row)
    for series in frame:
        read.groups += _told(series, first_row)
    cells.empty_blanks(read, only_ascii=False)
    return read


def _text(series: pl.Series) -> pl.Series:
    kind = series.dtype
    if kind == pl.String:
        return series
    if isinstance(kind, pl.Date | pl.Time):
        return series.dt.to_string("iso")
    if isinstance(kind, pl.Datetime | pl.Duration):
        # A time without a fraction is written without one.
        return series.dt.to_string("iso:strict").str.replace(r"\.0+(Z|[+-].*)?$", "$1")
    if kind == pl.Binary:
        return pl.Series(
            series.name, [None if value is None else value.decode("utf-8", "replace") for value in series], pl.String
        )
    if kind.is_nested():
        return _json(series)
    return series.cast(pl.String, strict=False)


def _json(series: pl.Series) -> pl.Series:
    """Write each value as JSON: as the only field of an object, without the object's beginning and end."""
    name = series.name
    text = pl.struct(name).struct.json_encode().str.slice(len(name) + 4)
    only = pl.when(pl.col(name).is_not_null()).then(text.str.head(-1))
    return series.to_frame().select(only.alias(name)).to_series()


def _told(series: pl.Series, first_row: int) -> list[Group]:
    kind = series.dtype
    if kind.is_float():
        rows = ((~series.is_finite()).arg_true() + first_row).to_list()
        message = "The value is not a finite number."
        fix = "Write a number, or null where there is none."
        return [trouble("not_a_number", message, fix=fix, column=series.name, rows=rows)] if rows else []
    if _has_struct(kind) and series.null_count() < len(series):
        message = "The values have objects inside; a cell is a value, or an array of values."
        return [trouble("nested", message, fix="Write the values inside as columns of their own.", column=series.name)]
    if kind == pl.Binary and _text(series).str.contains("\N{REPLACEMENT CHARACTER}", literal=True).any():
        message = "Some values are bytes and no text."
        return [trouble("unreadable", message, fix="Write them as text.", column=series.name)]
    return []


def _has_struct(kind: pl.DataType) -> bool:
    if isinstance(kind, pl.List | pl.Array):
        return _has_struct(kind.inner) if isinstance(kind.inner, pl.DataType) else False
    return isinstance(kind, pl.Struct)


def _nothing(source: Source, group: Group) -> Table:
    return Table(source.name, None, pl.DataFrame(), groups=placed([group], source.name, None))


def _damaged() -> Group:
    message = "The file is damaged, or no Parquet file: it cannot be read."
    return trouble("unreadable", message, fix="Write the table again, as Parquet or CSV.")
