"""Where a table comes from, and which format it has."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

_HEAD = 4096
_NAMES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
    ".parquet": "parquet",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JSON = re.compile(rb'\s*(?:\[\s*[\]{]|\{\s*["}])')
_JSON_LINES = re.compile(rb"\s*\{[^\r\n]*\}[ \t]*\r?\n\s*\{")


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, or bytes that were handed in; ``name`` is how people know it."""

    name: str
    path: Path | None = None
    content: bytes | None = None

    def open(self) -> BinaryIO:
        """Open for reading from the start.

        Raises:
            OSError: The file cannot be read.
        """
        if self.content is not None:
            return BytesIO(self.content)
        if self.path is None:
            raise FileNotFoundError(self.name)
        return self.path.open("rb")

    def size(self) -> int:
        """Count the bytes.

        Raises:
            OSError: The file cannot be read.
        """
        if self.content is not None:
            return len(self.content)
        if self.path is None:
            raise FileNotFoundError(self.name)
        return self.path.stat().st_size

    def read(self) -> bytes:
        """Return all bytes.

        Raises:
            OSError: The file cannot be read.
        """
        if self.content is not None:
            return self.content
        with closing(self.open()) as stream:
            return stream.read()

    def head(self) -> bytes:
        """Return the first bytes.

        Raises:
            OSError: The file cannot be read.
        """
        with closing(self.open()) as stream:
            return stream.read(_HEAD)

    def blocks(self, size: int) -> Iterator[bytes]:
        """Yield the bytes, ``size`` at a time.

        Raises:
            OSError: The file cannot be read.
        """
        with closing(self.open()) as stream:
            while block := stream.read(size):
                yield block


class TableKind(StrEnum):
    """The formats of tables; ``xlsx`` stands for every workbook, also those that are refused with a reason."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSON = "json"
    JSONL = "jsonl"


def kind_of(source: Source) -> TableKind | None:
    """Tell a table's format by its first bytes, then by its name; None is no table.

    Raises:
        OSError: The file cannot be read.
    """
    head = source.head()
    named = _named(source)
    if head.startswith(b"PAR1"):
        return TableKind.PARQUET
    if head.startswith(b"PK\x03\x04"):
        return TableKind.XLSX if named is TableKind.XLSX or _is_workbook(source) else None
    if head.startswith(_OLE):
        return TableKind.XLSX if named else None
    if named in (TableKind.CSV, TableKind.TSV, TableKind.JSON, TableKind.JSONL) and _JSON.match(head):
        return _json_kind(head, named)
    return named


def is_table(source: Source) -> bool:
    """Whether a file is read as a table.

    Raises:
        OSError: The file cannot be read.
    """
    return kind_of(source) is not None


def _named(source: Source) -> TableKind | None:
    name = _NAMES.get(Path(source.name).suffix.lower())
    return TableKind(name) if name else None


def _json_kind(head: bytes, named: TableKind) -> TableKind:
    if named is TableKind.JSONL and not head.lstrip().startswith(b"["):
        return TableKind.JSONL
    return TableKind.JSONL if _JSON_LINES.match(head) else TableKind.JSON


def _is_workbook(source: Source) -> bool:
    try:
        with closing(source.open()) as stream, zipfile.ZipFile(stream) as archive:
            return any(name.startswith("xl/workbook") for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
