"""Reading delimited text record by record, also where it is broken: the reference that the fast way must equal.

A cell that begins with a quotation mark ends at the next single one, which a delimiter or the end of the line must
follow; two stand for one. Where that does not hold, the cell is read as if quotation marks meant nothing, so that one
missing mark costs one cell and not the rest of the file. Marks inside a cell that does not begin with one are text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What a table may have between its cells, the likelier first.
DELIMITERS = ",\t;|"
_PLAIN_LINE = re.compile(r'([^\r\n"]*+)(?:\r\n|\n|\r|\Z)')
_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: ``line`` is where it begins (from 1), ``end`` the offset after it.

    ``broken`` are the positions (from 0) of cells whose quotation marks are not closed or go on after closing.
    """

    cells: list[str]
    line: int
    end: int
    broken: tuple[int, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing but blanks stands in it."""
        return not any(cell and not cell.isspace() for cell in self.cells)


def records(text: str, delimiter: str, *, start: int = 0, line: int = 1) -> Iterator[Record]:
    """Yield each record from the offset ``start``, which is on line ``line``."""
    cell = _cell(delimiter)
    while start < len(text):
        plain = _PLAIN_LINE.match(text, start)
        if plain:
            record = Record(plain[1].split(delimiter), line, plain.end())
            line += 1
        else:
            record, line = _quoted(cell, text, start, line)
        start = record.end
        yield record


def _cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    quoted = rf'"((?:[^"]++|"")*+)"(?=[{mark}\r\n]|\Z)'
    return re.compile(rf"(?:{quoted}|([^{mark}\r\n]*+))({mark}|\r\n|\n|\r|\Z)")


def _quoted(pattern: re.Pattern[str], text: str, start: int, line: int) -> tuple[Record, int]:
    cells: list[str] = []
    broken: list[int] = []
    lines = 0
    for match in pattern.finditer(text, start):
        quoted, plain, end = match.groups()
        if quoted is None:
            if plain.startswith('"'):
                broken.append(len(cells))
            cells.append(plain)
        else:
            lines += len(_END.findall(quoted))
            cells.append(quoted.replace('""', '"'))
        if not end or end in "\r\n":
            break
    return Record(cells, line, match.end(), tuple(broken)), line + lines + 1
