"""Whole pieces of a table as the cells of rows are stored: made by columns, which is quicker than row by row."""

import polars as pl

from theatrum.repository.grids.cells import packed

# What JSON writes otherwise than it stands; what is below a blank is rare, and left to Python.
_QUOTED = r'["\\]'
_CONTROL = r"[\x00-\x1f]"


def packed_rows(frame: pl.DataFrame) -> list[str]:
    """Return each row of a frame of texts as ``cells.packed`` writes it."""
    if not frame.width or not frame.height:
        return [packed([])] * frame.height
    if any(frame.select(pl.all().str.contains(_CONTROL).any()).row(0)):
        return [packed(row) for row in frame.iter_rows()]
    is_quoted = frame.select(pl.all().str.contains(_QUOTED).any()).row(0)
    cells = [_written(name, is_quoted=bool(one)) for name, one in zip(frame.columns, is_quoted, strict=True)]
    line = pl.concat_str([pl.lit("["), pl.concat_str(cells, separator=","), pl.lit("]")])
    return frame.select(line.alias("line"))["line"].to_list()


def _written(name: str, *, is_quoted: bool) -> pl.Expr:
    text = pl.col(name)
    if is_quoted:
        text = text.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    return pl.concat_str([pl.lit('"'), text, pl.lit('"')]).fill_null("null")
