"""How a delimited text is laid out: its delimiter, the lines above its header, its header."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice

from theatrum.checks.findings import Group
from theatrum.checks.tables.scanning import DELIMITERS, Record, records
from theatrum.checks.tables.troubles import trouble

_HEAD_BYTES = 1 << 20
_SNIFFED = 25
_TOLD_BY_EXCEL = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\n|\r|\Z)', re.IGNORECASE)
_NAME_LIKE = re.compile(r"\s*#?[^\W\d]")


@dataclass(frozen=True, slots=True)
class Layout:
    """``header`` are the cells of the header; the rows begin at byte ``start``, on line ``line`` of the file."""

    delimiter: str
    header: tuple[str, ...]
    start: int
    line: int
    groups: tuple[Group, ...] = ()


def lay_out(content: bytes, *, preferred: str) -> Layout | None:
    """Find the layout of a text in UTF-8; None if nothing but blanks is in it.

    ``preferred`` is the delimiter that the file's name promises, taken if the text does not speak against it.
    """
    whole = len(content) <= _HEAD_BYTES
    text = content[:_HEAD_BYTES].decode("utf-8", "ignore")
    layout = _laid_out(text, preferred, whole=whole)
    if layout or whole:
        return layout
    return _laid_out(content.decode("utf-8", "ignore"), preferred, whole=True)


def _laid_out(text: str, preferred: str, *, whole: bool) -> Layout | None:
    told = _TOLD_BY_EXCEL.match(text)
    first = told.end() if told else 0
    line = 2 if told else 1
    delimiter = told[1] if told else _sniffed(text, preferred)
    seen: list[Record] = []
    for record in records(text, delimiter, start=first, line=line):
        if record.end >= len(text) and not whole:
            return None
        if not record.is_blank:
            seen.append(record)
        if len(seen) == _SNIFFED:
            break
    if not seen:
        return None
    above = titles([record.cells for record in seen])
    return _with_header(text, delimiter, seen[above], seen[:above])


def _with_header(text: str, delimiter: str, header: Record, above: Sequence[Record]) -> Layout:
    groups: list[Group] = []
    if above:
        message = f"The header stands on line {header.line}: what stands above it was passed over."
        groups.append(trouble("title_line", message, fix="Delete the lines above the header."))
    if header.broken:
        message = f"A quotation mark in the header (line {header.line}) is not closed, or text follows a closing one."
        groups.append(trouble("quote", message, fix="Remove the quotation mark, or close it."))
    start = len(text[: header.end].encode())
    return Layout(delimiter, tuple(header.cells), start, _next_line(text, header), tuple(groups))


def _next_line(text: str, header: Record) -> int:
    following = text[: header.end]
    return following.count("\n") + following.replace("\r\n", "\n").count("\r") + 1


def titles(seen: Sequence[Sequence[str]]) -> int:
    """Count the records above the header, of those that are not blank: one cell, or a comment, above several names."""
    for position, cells in enumerate(seen):
        filled = [cell for cell in cells if cell.strip()]
        is_comment = cells[0].lstrip().startswith("#") and [len(row) for row in seen[position + 1 :][:1]] != [
            len(cells)
        ]
        if len(filled) > 1 and not is_comment:
            return position if are_names(filled) else 0
    return 0


def are_names(texts: Iterable[str]) -> bool:
    """Tell whether texts may all be names of columns: they begin with a letter."""
    return all(_NAME_LIKE.match(text) for text in texts)


def _sniffed(text: str, preferred: str) -> str:
    """Choose the delimiter that gives most records the same number of cells, two at least, and breaks no quotation."""
    choices = [preferred, *(mark for mark in DELIMITERS if mark != preferred)]
    scores = {mark: score for mark in choices if (score := _score(text, mark))}
    return max(scores, key=lambda mark: scores[mark], default=preferred)


def _score(text: str, delimiter: str) -> tuple[int, int, int] | None:
    seen = list(islice(_not_blank(text, delimiter), _SNIFFED))
    widths = [len(record.cells) for record in seen]
    several = Counter(width for width in widths if width > 1)
    if not several:
        return None
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    # Below lines of one cell, all must agree: else the one cell is the header, and the mark stands in texts.
    below = list(dropwhile(lambda one: one == 1, widths))
    if widths[0] == 1 and not count == len(below) > 1:
        return None
    return (-sum(bool(record.broken) for record in seen), count, width)


def _not_blank(text: str, delimiter: str) -> Iterator[Record]:
    return (record for record in records(text, delimiter) if not record.is_blank)
