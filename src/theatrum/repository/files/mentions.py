"""Files that the server has made of rows and lists, and whether they say a text: as it is, escaped, or compressed."""

import gzip
import json
import zipfile
from collections.abc import Collection, Iterator
from contextlib import closing
from html import escape
from typing import BinaryIO, Protocol

from django.db.models import QuerySet

from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.blobs.installed import store
from theatrum.repository.files.models import FileHandle

_PIECE = 1024**2
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """Return as many bytes as there are, at most so many."""


def files_saying(files: QuerySet[FileHandle], texts: Collection[str], *, beside: Collection[str] = ()) -> list[int]:
    """Return the ids of those of some files that say one of some texts, and one of those ``beside`` it, if any.

    They are read to their end, so not inside a transaction. What was deleted meanwhile says nothing.
    """
    wanted, others = _all_forms(texts), _all_forms(beside)
    kept = files.exclude(key="").order_by("pk").values_list("pk", "key")
    return [number for number, key in kept if _is_said(key, wanted) and (not others or _is_said(key, others))]


def _all_forms(texts: Collection[str]) -> tuple[bytes, ...]:
    return tuple({form for text in texts for form in _forms(text)})


def _forms(text: str) -> Iterator[bytes]:
    """Yield a text as it stands in CSV, JSON, and XML."""
    for form in (text, text.replace('"', '""'), json.dumps(text)[1:-1], escape(text), escape(text, quote=False)):
        yield form.encode()


def _is_said(key: str, wanted: Collection[bytes]) -> bool:
    try:
        with closing(store().open(key)) as stream:
            return any(_stands_in(part, wanted) for part in _parts(stream))
    except (BlobNotFound, zipfile.BadZipFile, gzip.BadGzipFile, EOFError):
        return False


def _parts(stream: BinaryIO) -> Iterator[_Readable]:
    """Yield what a file holds: itself, what it is compressed of, or each member of a workbook."""
    head = stream.read(len(_ZIP))
    stream.seek(0)
    if head == _ZIP:
        yield from _members(stream)
    elif head.startswith(_GZIP):
        with gzip.open(stream) as inner:
            yield inner
    else:
        yield stream


def _members(stream: BinaryIO) -> Iterator[_Readable]:
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                yield member


def _stands_in(stream: _Readable, wanted: Collection[bytes]) -> bool:
    overlap, kept = max(map(len, wanted), default=1) - 1, b""
    while piece := stream.read(_PIECE):
        window = kept + piece
        if any(form in window for form in wanted):
            return True
        kept = window[-overlap:] if overlap else b""
    return False
