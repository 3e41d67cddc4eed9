"""The quick way to read delimited text: polars reads it, and counting bytes proves that it read what stands there.

Polars fills up rows that are too short without a word, takes carriage returns off, and is lenient with
quotation marks. So the sizes must add up: the cells, one delimiter less than there are columns in each row, the ends of
lines and the quotation marks around cells are all the bytes of the text. No part can be larger than counted here; so
the sum is right only if every part is. Where it is not, the answer is None, and the careful way says what is wrong.
"""

import polars as pl

_QUOTE = b'"'
_SAMPLE = 1000
# Taking a text apart at its quotation marks is quick, but each of them takes some memory.
_FEW_QUOTES = 1_000_000


def read(content: bytes, *, delimiter: str, width: int, start: int) -> pl.DataFrame | None:
    """Read the rows that begin at byte ``start`` as columns "0", "1", ...; None where they are out of the ordinary."""
    if not delimiter.isascii() or content.find(b"\n", start) < 0 or content.endswith((b"\r", b"\n\n", b"\n\r\n")):
        return None
    # Polars takes one delimiter too many at the very end for nothing.
    if content.endswith(delimiter.encode()):
        return None
    # Only the ends of lines can be skipped.
    if start and content[start - 1 : start] != b"\n":
        return None
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
            schema={str(position): pl.String for position in range(width)},
            separator=delimiter,
            skip_lines=content.count(b"\n", 0, start),
            missing_columns="raise",
            extra_columns="raise",
        )
    except pl.exceptions.PolarsError:
        return None
    return frame if _adds_up(content, frame, delimiter, start) else None


def _adds_up(content: bytes, frame: pl.DataFrame, delimiter: str, start: int) -> bool:
    rows = frame.height
    lengths = frame.select(pl.all().str.len_bytes().sum()).row(0)
    text = sum(length or 0 for length in lengths)
    ends = rows if content.endswith(b"\n") else rows - 1
    returns = 0
    if content.find(b"\r", start) >= 0:
        returns = ends
        # Polars takes a carriage return off every cell's end, wherever it stands.
        if content.count(b"\r", start) != returns or content.count(b"\r\n", start) != returns:
            return False
    delimiters = rows * (frame.width - 1)
    rest = len(content) - start - text - ends - returns - delimiters
    if content.find(_QUOTE, start) < 0:
        return rest == 0
    # A row that is too short has no last cell. Where each has one, the rest are the marks that polars took off.
    is_exact = rows and frame.to_series(-1).null_count() == 0
    if is_exact and 2 * _cells_with(frame, delimiter, rest // 2) == rest:
        return True
    quotes = content.count(_QUOTE, start)
    # A mark inside a cell is written twice; looking for that is quicker than counting in every cell.
    inside = _quotes_inside(frame) if content.find(_QUOTE * 2, start) >= 0 else 0
    return rest == quotes - inside and _quotes_are_in_order(content, delimiter, start)


def _cells_with(frame: pl.DataFrame, delimiter: str, most: int) -> int:
    """Count the cells with a delimiter inside, up to about ``most``.

    Polars takes two quotation marks or more off each. Where it took no more than these, every mark is in order.
    """
    has = pl.all().str.contains(delimiter, literal=True)
    likely = frame.head(_SAMPLE).select(has.any()).row(0)
    count = 0
    for column, is_likely in zip(frame, likely, strict=True):
        if is_likely and count < most:
            count += int(column.str.contains(delimiter, literal=True).sum())
    return count


def _quotes_inside(frame: pl.DataFrame) -> int:
    return sum(count or 0 for count in frame.select(pl.all().str.count_matches('"', literal=True).sum()).row(0))


def _quotes_are_in_order(content: bytes, delimiter: str, start: int) -> bool:
    """Whether each cell that begins with a quotation mark ends with one, and has only double ones between."""
    if content.count(b'"', start) <= _FEW_QUOTES:
        return marks_are_in_order(content[start:], delimiter)
    mark = f"\\x{{{ord(delimiter):x}}}"
    end = rf"(?:[{mark}\r\n]|\z)"
    in_order = rf'\A(?:"(?:[^"]|"")*"{end}|[^"{mark}\r\n][^{mark}\r\n]*{end}|[{mark}\r\n])*\z'
    text = pl.Series([content[start:]], dtype=pl.Binary).cast(pl.String)
    return bool(text.str.contains(in_order).item())


def marks_are_in_order(content: bytes, delimiters: str) -> bool:
    """Whether each quotation mark opens or closes a cell, or is one of two inside, by any of the delimiters.

    What stands outside of marks, every other part, fills the way from one cell's end to another; an empty part is a
    doubled mark.
    """
    parts = content.split(b'"')
    if len(parts) % 2 == 0:
        return False
    ends = {delimiter.encode() for delimiter in delimiters} | {b"\r", b"\n"}
    first, *between, last = parts[::2] if len(parts) > 1 else [b"", b""]
    edges = {edge for part in between if part for edge in (part[:1], part[-1:])}
    return edges | {first[-1:] or b"\n", last[:1] or b"\n"} <= ends
