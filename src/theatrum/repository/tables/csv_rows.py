"""CSV as Synapse reads it: a cell with nothing is no value, one of two quotation marks is empty text. Pure.

Marks inside quoted cells are doubled or escaped. An escape character before anything else stands for itself, so
that files written without escapes keep their backslashes.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from theatrum.repository.tables.errors import CsvIsInvalid

BYTE_ORDER_MARK = "\ufeff"
# Characters of one row, which stands in memory: a file of one line, or whose first mark is never closed, is none.
LONGEST_ROW = 16 * 1024**2

Cells = list[str | None]


@dataclass(frozen=True)
class CsvForm:
    """How a CSV is written. Each sign is one character."""

    separator: str = ","
    quote: str = '"'
    escape: str = "\\"
    has_header: bool = True

    @property
    def problem(self) -> str | None:
        """What is wrong with the signs, in Synapse's words."""
        for name, sign in (
            ("separator", self.separator),
            ("quoteCharacter", self.quote),
            ("escapeCharacter", self.escape),
        ):
            if len(sign) != 1 or sign in "\r\n":
                return f"CsvTableDescriptor.{name} must be exactly one character."
        if self.separator in {self.quote, self.escape}:
            return "CsvTableDescriptor.separator must differ from quoteCharacter and escapeCharacter."
        return None


def read_rows(lines: TextIO, form: CsvForm) -> Iterator[Cells]:
    """Yield the cells of each row of a text that was opened with ``newline=""``; empty lines are no rows.

    Raises CsvIsInvalid for a row that is too long.
    """
    return _Reader(_lines(lines), form).rows()


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(LONGEST_ROW + 1):
        _require_short(len(line))
        yield line


def _require_short(length: int) -> None:
    if length > LONGEST_ROW:
        reason = f"A row has more than {LONGEST_ROW:,} characters: there may be a quotation mark that is not closed."
        raise CsvIsInvalid(reason=reason)


class _Reader:
    def __init__(self, lines: Iterator[str], form: CsvForm) -> None:
        self._lines = lines
        self._form = form
        self._length = 0
        quote, escape, separator = (re.escape(sign) for sign in (form.quote, form.escape, form.separator))
        self._in_quotes = re.compile(f"[{quote}{escape}]")
        # Where both signs are one, marks are doubled inside quotation marks and mean nothing outside.
        self._outside = re.compile(f"[{separator}]" if escape == quote else f"[{separator}{escape}]")

    def rows(self) -> Iterator[Cells]:
        separator, quote, escape = self._form.separator, self._form.quote, self._form.escape
        for number, raw in enumerate(self._lines):
            self._length = len(raw)
            line = _bare(raw.removeprefix(BYTE_ORDER_MARK) if number == 0 else raw)
            if not line:
                continue
            if quote not in line and escape not in line:
                yield [cell or None for cell in line.split(separator)]
            else:
                yield self._simple(line) or self._careful(line, _end_of(raw))

    def _simple(self, line: str) -> Cells | None:
        """Return the cells of a line with quotation marks around whole cells only; None for any other."""
        quote = self._form.quote
        if self._form.escape in line or quote * 2 in line or line.count(quote) % 2:
            return None
        try:
            cells = next(csv.reader([line], delimiter=self._form.separator, quotechar=quote))
        except csv.Error:
            return None
        return [cell or None for cell in cells]

    def _careful(self, line: str, end: str) -> Cells:
        cells: Cells = []
        cell: str | None
        at = 0
        while True:
            if line.startswith(self._form.quote, at):
                cell, line, at, end = self._quoted(line, at + 1, end)
            else:
                cell, at = self._plain(line, at)
            cells.append(cell)
            if at >= len(line):
                return cells
            at += 1  # the separator
            if at == len(line):
                return [*cells, None]

    def _plain(self, line: str, at: int) -> tuple[str | None, int]:
        """Return a cell without quotation marks around it, and where it ends."""
        pieces: list[str] = []
        while (found := self._outside.search(line, at)) is not None:
            if found[0] == self._form.separator:
                return "".join([*pieces, line[at : found.start()]]) or None, found.start()
            at = self._unescaped(line, at, found.start(), pieces)
        return "".join([*pieces, line[at:]]) or None, len(line)

    def _quoted(self, line: str, at: int, end: str) -> tuple[str, str, int, str]:
        """Return a cell in quotation marks, the line where it ends, the place there, and that line's own end."""
        pieces: list[str] = []
        while True:
            found = self._in_quotes.search(line, at)
            if found is None:
                pieces += (line[at:], end)
                raw = next(self._lines, None)
                if raw is None:
                    # The file ends inside the cell: all the rest of it is the cell.
                    pieces.pop()
                    return "".join(pieces), "", 0, ""
                self._length += len(raw)
                _require_short(self._length)
                line, end, at = _bare(raw), _end_of(raw), 0
            elif found[0] == self._form.escape != self._form.quote:
                at = self._unescaped(line, at, found.start(), pieces)
            elif line.startswith(self._form.quote, found.end()):
                pieces += (line[at : found.start()], self._form.quote)
                at = found.end() + 1
            else:
                pieces.append(line[at : found.start()])
                rest, at = self._plain(line, found.end())
                return "".join(pieces) + (rest or ""), line, at, end

    def _unescaped(self, line: str, at: int, found: int, pieces: list[str]) -> int:
        """Take the text up to an escape character and what it means; return what comes after."""
        following = line[found + 1 : found + 2]
        if following and following in (self._form.quote, self._form.escape):
            pieces += (line[at:found], following)
            return found + 2
        pieces += (line[at : found + 1],)
        return found + 1


def _bare(line: str) -> str:
    return line.rstrip("\r\n") if line.endswith(("\n", "\r")) else line


def _end_of(line: str) -> str:
    return line[len(_bare(line)) :]
