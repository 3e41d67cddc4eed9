"""A file in the store as a source of tables: read in pieces, never whole in memory."""

from dataclasses import dataclass
from typing import BinaryIO

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
