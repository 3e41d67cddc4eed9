"""A file in the store as inspectors and readers of tables take it: at any offset, never whole in memory."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from theatrum.checks.formats.bytes import Stream
from theatrum.checks.tables.source import Source
from theatrum.drivers.blobs.installed import store
from theatrum.repository.files.models import FileHandle


@dataclass(frozen=True, slots=True)
class Stored(Source):
    """A file in the store as a source of tables; ``length`` is its size in bytes."""

    key: str = ""
    length: int = 0

    def open(self) -> BinaryIO:
        """See ``Source``. Raises BlobNotFound."""
        return store().open(self.key)

    def size(self) -> int:
        """See ``Source``."""
        return self.length


def source_of(handle: FileHandle) -> Stored:
    """Return a file as a source of tables."""
    return Stored(handle.file_name, key=handle.key, length=handle.size)


@contextmanager
def opened(handle: FileHandle) -> Iterator[Stream]:
    """Open a file for an inspector. Raises BlobNotFound."""
    with closing(store().open(handle.key)) as stream:
        yield Stream(stream, handle.size)
