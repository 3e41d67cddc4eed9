"""Files that the server has made of rows and lists, and whether they say a text: as it is, escaped, or compressed."""

import gzip
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from html import escape
from typing import BinaryIO, Protocol

from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.blobs.installed import store

_PIECE = 1024**2
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """Return as many bytes as there are, at most so many."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a file may say: one of some texts, and one of those ``beside`` it, if there are any."""

    texts: frozenset[str]
    beside: frozenset[str] = frozenset()

    def is_in(self, said: Collection[str]) -> bool:
        """Tell whether all of it is among what a file says."""
        return not self.texts.isdisjoint(said) and not (self.beside and self.beside.isdisjoint(said))


def says_any(key: str, sayings: Collection[Saying]) -> bool:
    """Tell whether stored bytes say any of these. What was deleted meanwhile says nothing.

    They are read once, to their end, so not inside a transaction.
    """
    forms = {form: text for one in sayings for text in one.texts | one.beside for form in _forms(text)}
    said = _said(key, forms)
    return any(one.is_in(said) for one in sayings)


def _forms(text: str) -> Iterator[bytes]:
    """Yield a text as it stands in CSV, JSON, and XML."""
    for form in (text, text.replace('"', '""'), json.dumps(text)[1:-1], escape(text), escape(text, quote=False)):
        yield form.encode()


def _said(key: str, forms: Mapping[bytes, str]) -> set[str]:
    """Return which texts stand somewhere in stored bytes, by their forms; what is damaged says what stands before."""
    found = set[str]()
    with suppress(BlobNotFound, zipfile.BadZipFile, gzip.BadGzipFile, EOFError), closing(store().open(key)) as stream:
        for part in _parts(stream):
            _collect(part, forms, found)
    return found


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


def _collect(stream: _Readable, forms: Mapping[bytes, str], found: set[str]) -> None:
    overlap, kept = max(map(len, forms), default=1) - 1, b""
    while piece := stream.read(_PIECE):
        window = kept + piece
        found.update(text for form, text in forms.items() if text not in found and form in window)
        kept = window[-overlap:] if overlap else b""
