"""Counts and rows in words."""

from collections.abc import Sequence
from itertools import islice

RANGES = 6


def counted(count: int, thing: str, things: str | None = None) -> str:
    """Write a count with its noun: ``1 row``, ``1,200 rows``."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def row_ranges(rows: Sequence[int], most: int = RANGES) -> str:
    """Write row numbers shortly, such as ``2-5, 9, 14 and 190 more``; only as many ranges are looked at."""
    ranges: list[tuple[int, int]] = []
    seen = 0
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], row)
        elif len(ranges) == most:
            break
        else:
            ranges.append((row, row))
        seen += 1
    text = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges)
    left = len(rows) - seen
    return f"{text} and {left:,} more" if left else text


def first_rows(rows: Sequence[int], most: int) -> list[int]:
    """Return the first rows, as numbers that JSON can hold."""
    return list(islice(rows, most))
