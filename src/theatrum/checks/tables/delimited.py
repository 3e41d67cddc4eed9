"""CSV and its kin as people make them: the quick way for what is in order, the careful way for the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.tables import careful, cells, quick
from theatrum.checks.tables.cells import Cells
from theatrum.checks.tables.encoding import Piece, pieces, proven
from theatrum.checks.tables.layout import Layout, lay_out
from theatrum.checks.tables.repeats import tell_repeated_headers
from theatrum.checks.tables.source import Source, TableKind
from theatrum.checks.tables.table import Table
from theatrum.checks.tables.troubles import no_rows, placed, trouble

_HEAD_BYTES = 1 << 16
# A column costs some kilobytes of memory, whatever is in it. A matrix of all genes has fewer.
_MOST_COLUMNS = 70_000
# The first bytes, in UTF-8, of all blanks beyond ASCII.
_BLANK_LEADS = (b"\xc2", b"\xe1", b"\xe2", b"\xe3")


def read_delimited(source: Source, kind: TableKind, *, chunk_bytes: int, whole_bytes: int) -> Iterator[Table]:
    """Yield the table of a CSV or TSV file, a long one in pieces.

    Raises:
        OSError: The file cannot be read.
    """
    if _is_dense(source.head()):
        chunk_bytes //= 2
        whole_bytes = min(whole_bytes, chunk_bytes)
    reading = _Reading(source.name, "\t" if kind is TableKind.TSV else ",")
    for piece in pieces(source, chunk_bytes=chunk_bytes, whole_bytes=whole_bytes):
        for table in reading.tables(piece):
            yield table
            if table.is_last:
                return


@dataclass(slots=True)
class _Reading:
    """What is known from the pieces before: ``row`` and ``line`` come next, ``blank`` empty rows came last."""

    file: str
    preferred: str
    layout: Layout | None = None
    row: int = 1
    line: int = 1
    blank: int = 0
    filled: int = 0

    def tables(self, piece: Piece) -> Iterator[Table]:
        content, groups, start = piece.content, list(piece.groups), 0
        if self.layout is None:
            content, told = _with_sound_head(content)
            groups += told
            self.layout = lay_out(content, preferred=self.preferred)
            if self.layout is not None:
                start, self.line = self.layout.start, self.layout.line
                groups += [*self.layout.groups, *cells.duplicate_names(self.layout.header)]
        if self.layout is not None and len(self.layout.header) > _MOST_COLUMNS:
            yield Table(self.file, None, pl.DataFrame(), groups=placed([*piece.groups, _too_wide()], self.file, None))
        elif self.layout is not None:
            yield self._table(piece, content, start, groups, self.layout)
        elif piece.is_last:
            empty = trouble("empty", "The file has nothing in it.", fix="Add a header and rows, or leave the file out.")
            yield Table(self.file, None, pl.DataFrame(), groups=placed([*groups, empty], self.file, None))

    def _table(self, piece: Piece, content: bytes, start: int, groups: list[Group], layout: Layout) -> Table:
        read = self._read(content, start, layout, is_last=piece.is_last)
        read.groups[:0] = groups
        first_row = self.row
        self.row += read.frame.height
        if not piece.is_last:
            self.line += content.count(b"\n", start)
        frame = self._finished(read, content)
        if piece.is_last and not self.filled:
            read.groups.append(no_rows())
        return Table(self.file, None, frame, first_row, placed(read.groups, self.file, None), piece.is_last)

    def _read(self, content: bytes, start: int, layout: Layout, *, is_last: bool) -> Cells:
        width = len(layout.header)
        if is_last and content.endswith((b"\n\n", b"\n\r\n")):
            content = content[: max(start, len(content.rstrip(b"\r\n")))] + b"\n"
        groups: tuple[Group, ...] = ()
        frame = quick.read(content, delimiter=layout.delimiter, width=width, start=start)
        if frame is None:
            sound, groups = proven(content[start:], self.line)
            if groups:
                frame = quick.read(sound, delimiter=layout.delimiter, width=width, start=0)
            if frame is None:
                text = sound.decode()
                del sound
                frame, told = careful.read(
                    text, layout.header, delimiter=layout.delimiter, line=self.line, first_row=self.row
                )
                groups += tuple(told)
        return Cells(layout.header, frame, self.row, list(groups))

    def _finished(self, read: Cells, content: bytes) -> pl.DataFrame:
        if b"\0" in content:
            cells.drop_nul(read)
        only_ascii = content.isascii() or not any(lead in content for lead in _BLANK_LEADS)
        low = cells.empty_blanks(read, only_ascii=only_ascii)
        cells.tell_formulas(read, low, "".join(start for start in "=@" if start.encode() in content))
        tell_repeated_headers(read)
        self.blank = cells.tell_blank_rows(read, self.blank)
        self.filled += read.frame.height
        return cells.name_columns(read)


def _too_wide() -> Group:
    message = f"The table has more than {_MOST_COLUMNS:,} columns, and was not read."
    return trouble("too_large", message, fix="Give the table a header of its columns alone, or turn it on its side.")


def _with_sound_head(content: bytes) -> tuple[bytes, tuple[Group, ...]]:
    try:
        content[:_HEAD_BYTES].decode()
    except UnicodeDecodeError as wrong:
        # A character that only the end of the head cuts in two is in order.
        if wrong.start < _HEAD_BYTES - 4:
            return proven(content)
    return content, ()


def _is_dense(head: bytes) -> bool:
    """Whether cells are so short that a frame, with 16 bytes a cell at least, is many times as large as the file."""
    cells_in_head = max(head.count(mark) for mark in (b",", b"\t", b";", b"|"))
    return cells_in_head * 4 > len(head)
