"""The quick way to read delimited text: polars reads it, and counting bytes proves that it read what stands there.

Polars fills up rows that are too short without a word, takes the carriage return off a line's end, and is lenient with
quotation marks. So the sizes must add up: the cells, one delimiter less than there are columns in each row, the ends of
lines and the quotation marks around cells are all the bytes of the text. No part can be larger than counted here; so
the sum is right only if every part is. Where it is not, the answer is None, and the careful way says what is wrong.
"""

import polars as pl

_QUOTE = b'"'


def read(content: bytes, *, delimiter: str, width: int, start: int) -> pl.DataFrame | None:
    """Read the rows that begin at byte ``start`` as columns "0", "1", ...; None where the text is out of the ordinary."""
    if content.find(b"\n", start) < 0 or content.endswith((b"\r", b"\n\n", b"\n\r\n")):
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
        if content.count(b"\r", start) != returns:
            return False
    quotes = content.count(_QUOTE, start) if content.find(_QUOTE, start) >= 0 else 0
    delimiters = rows * (frame.width - 1)
    rest = len(content) - start - text - ends - returns - delimiters
    if rest == quotes:
        return True
    return rest < quotes and _marks_are_in_order(content[start:], quotes, delimiter) and rest == quotes - _inside(frame)


def _inside(frame: pl.DataFrame) -> int:
    return sum(count or 0 for count in frame.select(pl.all().str.count_matches('"', literal=True).sum()).row(0))


def _marks_are_in_order(content: bytes, quotes: int, delimiter: str) -> bool:
    """Whether every mark opens a cell, closes it, or is one of two inside."""
    if quotes % 2:
        return False
    mark = delimiter.encode()
    outside = content.split(_QUOTE)[0::2]
    # Two marks inside a cell leave nothing between them.
    skeleton = _QUOTE.join([outside[0], *(part for part in outside[1:-1] if part), outside[-1]])
    cells = skeleton.count(_QUOTE)
    opened = skeleton.count(mark + _QUOTE) + skeleton.count(b'\n"') + skeleton.startswith(_QUOTE)
    closed = skeleton.count(_QUOTE + mark) + skeleton.count(b'"\n') + skeleton.count(b'"\r\n')
    return cells == opened == closed + skeleton.endswith(_QUOTE)
