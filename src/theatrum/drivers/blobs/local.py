"""The local store: plain files in one folder tree, shared by the processes of one installation.

Nothing else may write there. Whatever moment a process dies at, the disk holds either the old state
or an upload that can go on.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from theatrum.drivers.blobs.digesting import Digesting
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.blobs.folders import CONTENT, RECORD, Folders
from theatrum.drivers.blobs.local_uploads import LocalUploads
from theatrum.drivers.blobs.protocol import (
    INLINE_DIGEST,
    LONGEST_URL_LIFE,
    BlobStat,
    Digest,
    DigestPending,
    ListedBlob,
    Progress,
    StoredBlob,
)
from theatrum.drivers.blobs.record import Record
from theatrum.drivers.blobs.room import Room
from theatrum.drivers.blobs.signing import UrlSigner
from theatrum.drivers.blobs.whole import write_whole
from theatrum.kernel import clock


class LocalBlobs(LocalUploads):
    """A ``BlobStore`` on plain files: taking parts is inherited, giving blobs is here."""

    minimum_part_size = 1

    def __init__(
        self, root: Path, *, signer: UrlSigner, quota: int = 0, reserve: int = 0, digest_threads: int = 2
    ) -> None:
        """Open the store, making the folder if need be. ``quota`` and ``reserve`` are as in ``room.Room``."""
        folders = Folders(root)
        room = Room(root, quota=quota, reserve=reserve)
        super().__init__(folders, room=room, digesting=Digesting(folders, threads=digest_threads), signer=signer)

    def put(self, chunks: Iterable[bytes]) -> StoredBlob:
        """See ``BlobStore``."""
        return write_whole(chunks, folders=self._folders, room=self._room)

    def stat(self, key: str) -> BlobStat:
        """See ``BlobStore``."""
        with self._blob_record(key) as record:
            return BlobStat(key=key, size=record.plan.size)

    def exists(self, key: str) -> bool:
        """See ``BlobStore``."""
        try:
            return (self._folders.blob(key) / CONTENT).exists()
        except FileNotFoundError:
            return False

    def open(self, key: str) -> BinaryIO:
        """See ``BlobStore``."""
        try:
            return (self._folders.blob(key) / CONTENT).open("rb")
        except FileNotFoundError:
            raise BlobNotFound from None

    def digest(self, key: str) -> Digest | DigestPending:
        """See ``BlobStore``."""
        with self._blob_record(key) as record:
            known, size = record.digest, record.plan.size
        if known:
            return known
        done = self._digesting.position(key)
        if size - done <= INLINE_DIGEST:
            return self.compute_digest(key)
        self._digesting.advance_soon(key)
        return DigestPending(done=done, total=size)

    def compute_digest(self, key: str, *, progress: Progress | None = None) -> Digest:
        """See ``BlobStore``."""
        if not self.exists(key):
            raise BlobNotFound
        try:
            return self._digesting.read_all(key, progress=progress)
        except FileNotFoundError:
            raise BlobNotFound from None

    def sign_download(
        self, key: str, *, file_name: str, content_type: str, lifetime: timedelta = LONGEST_URL_LIFE, reader: str = ""
    ) -> str:
        """See ``BlobStore``."""
        named = {"file_name": file_name, "content_type": content_type}
        return self._signer.download(key, **named, lifetime=lifetime, reader=reader)

    def blobs(self, *, before: datetime) -> Iterator[ListedBlob]:
        """See ``BlobStore``."""
        return map(ListedBlob, self._folders.blobs(before=before.timestamp()))

    def delete(self, key: str) -> None:
        """See ``BlobStore``."""
        self._remove(self._folders.blob, key)
        self._digesting.forget(key)

    def recount(self) -> int:
        """Count what is taken afresh from the disk, and return it."""
        return self._room.recount()

    def tidy(self) -> None:
        """See ``BlobStore``; what processes that died were preparing or removing is deleted a day later."""
        self._folders.tidy(before=(clock.now() - timedelta(days=1)).timestamp())
        self.recount()

    def close(self) -> None:
        """See ``BlobStore``."""
        self._digesting.close()

    def _blob_record(self, key: str) -> Record:
        try:
            return Record.open(self._folders.blob(key) / RECORD)
        except FileNotFoundError:
            raise BlobNotFound from None
