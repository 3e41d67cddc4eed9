"""What the next sweep of orphans would delete, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import ListedBlob
from theatrum.repository.files.orphans import orphans

# So many stored files are looked at for one page; the sweep itself looks at all.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes that belong to nothing: keys with their sizes in bytes."""

    keys: Sequence[tuple[str, int]]

    @property
    def size(self) -> int:
        """How many bytes all of them are."""
        return sum(size for _, size in self.keys)


def look() -> Lost:
    """Return what would be deleted, of the first ``MOST`` that are stored."""
    return Lost([(one.key, _size(one)) for one in orphans(most=MOST)])


def _size(blob: ListedBlob) -> int:
    """Return how large a blob is. A bucket tells it with the key: to ask for each takes long where there are many."""
    try:
        return store().stat(blob.key).size if blob.size is None else blob.size
    except BlobNotFound:
        # Deleted in between.
        return 0
