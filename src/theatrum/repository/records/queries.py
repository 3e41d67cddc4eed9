"""Reading a window of the rows of a CSV, straight from the store. No row is kept anywhere else."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, TypedDict, TypeGuard

from theatrum.drivers.blobs.installed import store
from theatrum.kernel.jsontext import JsonValue
from theatrum.kernel.paging import Page
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records.errors import RowsUnreadable

# A window far down is found by reading all above it: nobody pages further than this.
READ_LIMIT = 16 * 1024**2
COLUMN_LIMIT = 500


@dataclass(frozen=True)
class Rows:
    """A window of rows. ``is_cut``: reading ended at the limit, not at the end of the file."""

    columns: list[str]
    rows: list[list[str]]
    has_more: bool
    is_cut: bool


def read_rows(handle: FileHandle, page: Page, *, descriptor: Mapping[str, JsonValue] | None = None) -> Rows:
    """Return a window of the rows below the line of column names. Raises RowsUnreadable, BlobNotFound."""
    with store().open(handle.key) as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, **_dialect(descriptor or {}))
        try:
            columns = next(reader, [])
            found = list(islice((row for row in reader if row), page.offset, page.end + 1))
        except csv.Error as error:
            raise RowsUnreadable(line=reader.line_num, reason=error) from error
    rows = [row[:COLUMN_LIMIT] for row in found[: page.limit]]
    return Rows(columns[:COLUMN_LIMIT], rows, has_more=len(found) > page.limit, is_cut=lines.is_cut)


class _Lines:
    """The lines of a stream as text, at most so many bytes of it: a line without an end takes no memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self.is_cut = False
        self._stream = stream
        self._left = READ_LIMIT

    def __iter__(self) -> Iterator[str]:
        encoding = "utf-8-sig"
        while self._left > 0:
            line = self._stream.readline(self._left)
            if not line:
                return
            self._left -= len(line)
            yield line.decode(encoding, errors="replace")
            encoding = "utf-8"
        self.is_cut = True


class _Dialect(TypedDict, total=False):
    delimiter: str
    quotechar: str
    escapechar: str


def _dialect(descriptor: Mapping[str, JsonValue]) -> _Dialect:
    """Return what differs from plain CSV; a sign that is none (not one character) counts as plain."""
    dialect: _Dialect = {}
    if _is_sign(separator := descriptor.get("separator")):
        dialect["delimiter"] = separator
    if _is_sign(quote := descriptor.get("quoteCharacter")):
        dialect["quotechar"] = quote
    # A backslash is what the client sends by default, for files whose quotes are doubled: there it is a letter.
    if _is_sign(escape := descriptor.get("escapeCharacter")) and escape != "\\":
        dialect["escapechar"] = escape
    return dialect


def _is_sign(value: JsonValue) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n\0"
