"""A file in the store as inspectors take it: at any offset, never whole in memory."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from theatrum.checks.formats.bytes import Stream
from theatrum.drivers.blobs.installed import store
from theatrum.repository.files.models import FileHandle


@contextmanager
def opened(handle: FileHandle) -> Iterator[Stream]:
    """Open a file for an inspector. Raises BlobNotFound."""
    with closing(store().open(handle.key)) as stream:
        yield Stream(stream, handle.size)
