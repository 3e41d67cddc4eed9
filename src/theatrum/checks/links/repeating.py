"""One value many times."""

import polars as pl

from theatrum.kernel.jsontext import JsonValue


def repeated(value: JsonValue, size: int, dtype: type[pl.DataType]) -> pl.Series:
    """Return a series of one value. Many times quicker than polars' own ``repeat`` for short ones."""
    return pl.Series([value], dtype=dtype).new_from_index(0, size)
