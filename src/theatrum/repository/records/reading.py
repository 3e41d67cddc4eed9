"""A record set's CSV as tables of text cells: whole for judging, its beginning for showing. No row is kept elsewhere.

Files are read as ``theatrum check`` reads them, so that rows have the same numbers everywhere. Where a record set
says that its file is written in another way than CSV usually is, it is written anew in the usual way first.
"""

import csv
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TypedDict, TypeGuard

from theatrum.checks.tables.delimited import read_delimited
from theatrum.checks.tables.source import Source, TableKind, kind_of
from theatrum.checks.tables.table import Table
from theatrum.drivers.blobs.installed import store
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records.errors import RowsUnreadable
from theatrum.repository.records.stored import source_of

# A worker takes up to six times this much memory for one job; larger files are read in pieces.
WHOLE_BYTES = 64 * 1024**2
PIECE_BYTES = 16 * 1024**2
# A page reads no more than the pieces above its window.
SHOWN_PIECE = 1024**2

Descriptor = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, as tables. ``is_cut``: there is more of it, and the last row may lack its end."""

    tables: Iterator[Table]
    is_cut: bool


def read_all(
    handle: FileHandle, descriptor: Descriptor, *, piece_bytes: int = PIECE_BYTES, whole_bytes: int = WHOLE_BYTES
) -> Iterator[Table]:
    """Yield the rows of a file, one of more than ``whole_bytes`` in pieces. Raises RowsUnreadable, BlobNotFound."""
    _require_here(handle)
    source: Source = source_of(handle)
    kind = _kind(source)
    if not (dialect := _dialect(descriptor)):
        yield from read_delimited(source, kind, chunk_bytes=piece_bytes, whole_bytes=whole_bytes)
        return
    with NamedTemporaryFile(suffix=".csv") as copy:
        with closing(source.open()) as stream:
            _write_anew(stream, copy, dialect)
        copy.flush()
        source = Source(handle.file_name, Path(copy.name))
        yield from read_delimited(source, TableKind.CSV, chunk_bytes=piece_bytes, whole_bytes=whole_bytes)


def read_head(handle: FileHandle, descriptor: Descriptor, *, limit: int) -> Head:
    """Return the rows in the first ``limit`` bytes of a file. Raises RowsUnreadable, BlobNotFound."""
    _require_here(handle)
    with store().open(handle.key) as stream:
        content = stream.read(limit)
        is_cut = len(content) == limit and bool(stream.read(1))
    if is_cut:
        content = content[: content.rfind(b"\n") + 1] or content
    kind = _kind(Source(handle.file_name, content=content))
    if dialect := _dialect(descriptor):
        kind, anew = TableKind.CSV, BytesIO()
        _write_anew(BytesIO(content), anew, dialect)
        content = anew.getvalue()
    source = Source(handle.file_name, content=content)
    return Head(read_delimited(source, kind, chunk_bytes=SHOWN_PIECE, whole_bytes=SHOWN_PIECE), is_cut)


def _require_here(handle: FileHandle) -> None:
    if handle.is_link:
        raise RowsUnreadable(reason="the file is a link to one elsewhere, and a record set is a CSV that is here")


def _kind(source: Source) -> TableKind:
    """Return how the cells are likely to be separated; a record set is CSV, whatever its file is called."""
    match kind_of(source):
        case TableKind.XLSX:
            raise RowsUnreadable(reason="the file is a workbook, and a record set is a CSV")
        case TableKind.PARQUET | TableKind.JSON | TableKind.JSONL as kind:
            raise RowsUnreadable(reason=f"the file is {kind.upper()}, and a record set is a CSV")
        case kind:
            return kind or TableKind.CSV


class _Dialect(TypedDict, total=False):
    delimiter: str
    quotechar: str
    escapechar: str


def _write_anew(stream: IO[bytes], target: IO[bytes], dialect: _Dialect) -> None:
    text = TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    written = TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    reader = csv.reader(text, **dialect)
    try:
        # All cells quoted: nothing in them is taken for another separator.
        csv.writer(written, quoting=csv.QUOTE_ALL).writerows(reader)
    except csv.Error as error:
        raise RowsUnreadable(reason=f"at line {reader.line_num}, {error}") from error
    finally:
        # The streams are the callers'.
        text.detach()
        written.detach()


def _dialect(descriptor: Descriptor) -> _Dialect:
    """Return what differs from plain CSV; a sign that is none (not one character) counts as plain."""
    dialect: _Dialect = {}
    if _is_sign(separator := descriptor.get("separator")) and separator != ",":
        dialect["delimiter"] = separator
    if _is_sign(quote := descriptor.get("quoteCharacter")) and quote != '"':
        dialect["quotechar"] = quote
    # A backslash is what the client sends by default, for files whose quotes are doubled: there it is a letter.
    if _is_sign(escape := descriptor.get("escapeCharacter")) and escape != "\\":
        dialect["escapechar"] = escape
    return dialect


def _is_sign(value: JsonValue) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n\0"
