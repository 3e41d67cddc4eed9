"""Whole objects of the bucket: written, asked for, opened, listed, deleted."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast

from theatrum.drivers.blobs.errors import BlobNotFound, StoreOfAnother, StoreUnavailable
from theatrum.drivers.blobs.measuring import Measured
from theatrum.drivers.blobs.protocol import BlobStat, ListedBlob, StoredBlob
from theatrum.drivers.blobs.s3 import naming
from theatrum.drivers.blobs.s3.connection import Bucket, Connection, refusals_told
from theatrum.drivers.blobs.s3.reading import RangedFile

if TYPE_CHECKING:
    from botocore.client import BaseClient

# Says whose files these are, so that nobody else clears them away.
OWNER = "theatrum-installation"
# What the server made is mostly small: it goes in one request.
_WHOLE = 8 * 1024**2
_PIECES_UNDER_WAY = 4
_READERS_AHEAD = 8
# Two stretches nearer than this are one request.
_GAP = 64 * 1024


class Objects:
    """What ``BlobStore`` does with blobs, and with nothing else."""

    def __init__(self, bucket: Bucket, *, owner: str) -> None:
        """Say where. Nothing is asked yet; ``owner`` names the installation."""
        self._bucket = bucket
        self._owner = owner
        self._connection = Connection(bucket)
        self._ahead = ThreadPoolExecutor(_READERS_AHEAD, thread_name_prefix="blobs-ahead")

    def put(self, chunks: Iterable[bytes]) -> StoredBlob:
        """See ``BlobStore``."""
        import obstore  # slow import

        key, measured = naming.new_key(), Measured(chunks)
        coming = iter(measured)
        begun, size = [], 0
        for chunk in coming:
            begun.append(chunk)
            size += len(chunk)
            if size > _WHOLE:
                break
        store = self._connection.objects
        with refusals_told(size=size):
            if size > _WHOLE:
                obstore.put(store, key, chain(begun, coming), chunk_size=_WHOLE, max_concurrency=_PIECES_UNDER_WAY)
            else:
                obstore.put(store, key, b"".join(begun), use_multipart=False)
        return StoredBlob(key=key, size=measured.size, digest=measured.digest)

    def stat(self, key: str) -> BlobStat:
        """See ``BlobStore``."""
        import obstore  # slow import

        with refusals_told():
            return BlobStat(key=key, size=obstore.head(self._connection.objects, naming.require_key(key))["size"])

    def exists(self, key: str) -> bool:
        """See ``BlobStore``."""
        with suppress(BlobNotFound):
            return self.stat(key).key == key
        return False

    def open(self, key: str) -> BinaryIO:
        """See ``BlobStore``; it is read by ranges, and reading raises BlobNotFound where it is deleted meanwhile."""
        return cast(BinaryIO, self.open_ranged(key, self.stat(key).size))

    def open_ranged(self, key: str, size: int) -> RangedFile:
        """Open a blob of which the size is known. Nothing is asked before the first read."""

        def fetch(stretches: Sequence[tuple[int, int]]) -> Sequence[bytes]:
            return self.read_ranges(key, stretches)

        return RangedFile(fetch, size, ahead=self._ahead)

    def read_ranges(self, key: str, stretches: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        """Return the bytes of stretches, from offset to end, asked for side by side. Raises BlobNotFound."""
        import obstore  # slow import

        starts, ends = zip(*stretches, strict=True)
        with refusals_told():
            found = obstore.get_ranges(self._connection.objects, key, starts=starts, ends=ends, coalesce=_GAP)
        read = [bytes(one) for one in found]
        if [len(one) for one in read] != [end - start for start, end in stretches]:
            raise StoreUnavailable("it gave fewer bytes than it has")
        return read

    def blobs(self, *, before: datetime) -> Iterator[ListedBlob]:
        """See ``BlobStore``. Raises StoreOfAnother."""
        import obstore  # slow import

        self._require_own()
        with refusals_told():
            for one in chain.from_iterable(obstore.list(self._connection.objects, chunk_size=1000)):
                if naming.is_key(one["path"]) and one["last_modified"] < before:
                    yield ListedBlob(one["path"], one["size"])

    def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        import obstore  # slow import

        if naming.is_key(key):
            with suppress(BlobNotFound), refusals_told():
                obstore.delete(self._connection.objects, key)

    def tidy(self) -> None:
        """See ``BlobStore``: says whose files these are. What uploads left is the sweep's. Raises StoreOfAnother."""
        self._require_own()

    def close(self) -> None:
        """See ``BlobStore``."""
        self._ahead.shutdown(wait=False, cancel_futures=True)

    @property
    def _parts(self) -> "BaseClient":
        return self._connection.parts

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket.name, "Key": self._bucket.path(key)}

    def _require_own(self) -> None:
        """Note that these files are this installation's, if nobody has. Raises StoreOfAnother."""
        import obstore  # slow import

        store = self._connection.objects
        try:
            noted = self._noted_owner()
        except BlobNotFound:
            with refusals_told():
                obstore.put(store, OWNER, self._owner.encode(), use_multipart=False)
            noted = self._noted_owner()
        if noted != self._owner:
            raise StoreOfAnother(bucket=self._bucket.name, prefix=self._bucket.prefix)

    def _noted_owner(self) -> str:
        import obstore  # slow import

        with refusals_told():
            return bytes(obstore.get(self._connection.objects, OWNER).bytes()).decode(errors="replace")
