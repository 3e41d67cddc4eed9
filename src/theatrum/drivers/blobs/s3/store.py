"""The store of an installation that keeps the bytes of files in a bucket."""

import threading
from datetime import timedelta

from theatrum.drivers.blobs.errors import StoreClosed, StoreUnavailable
from theatrum.drivers.blobs.measuring import Measured
from theatrum.drivers.blobs.protocol import INLINE_DIGEST, LONGEST_URL_LIFE, Digest, DigestPending, Progress
from theatrum.drivers.blobs.s3.connection import Bucket, refusals_told
from theatrum.drivers.blobs.s3.uploads import S3Uploads
from theatrum.drivers.blobs.signing import UrlSigner

_CHUNK = 1024**2


class S3Blobs(S3Uploads):
    """A ``BlobStore`` on an S3-compatible service; downloads go by this server, which asks the locks (ADR 0012)."""

    def __init__(self, bucket: Bucket, *, owner: str, signer: UrlSigner) -> None:
        """Say where, and who signs downloads. Nothing is asked before the first use."""
        super().__init__(bucket, owner=owner)
        self._signer = signer
        self._closing = threading.Event()

    @property
    def minimum_part_size(self) -> int:
        """See ``BlobStore``."""
        return self._bucket.least_part

    def digest(self, key: str) -> Digest | DigestPending:
        """See ``BlobStore``; nothing is read before somebody asks for all of it, as there is nowhere to note it."""
        size = self.stat(key).size
        return self._digest(key, size, None) if size <= INLINE_DIGEST else DigestPending(done=0, total=size)

    def compute_digest(self, key: str, *, progress: Progress | None = None) -> Digest:
        """See ``BlobStore``; each stretch is a request of its own, so that a connection that breaks costs no more."""
        return self._digest(key, self.stat(key).size, progress)

    def _digest(self, key: str, size: int, progress: Progress | None) -> Digest:
        with self.open_ranged(key, size) as file:
            measured = Measured(iter(lambda: file.read(_CHUNK), b""))
            for _ in measured:
                if self._closing.is_set():
                    raise StoreClosed("the store is closing")
                if progress:
                    progress(measured.size, size)
        return measured.digest

    def sign_download(
        self, key: str, *, file_name: str, content_type: str, lifetime: timedelta = LONGEST_URL_LIFE, reader: str = ""
    ) -> str:
        """See ``BlobStore``."""
        named = {"file_name": file_name, "content_type": content_type}
        return self._signer.download(key, **named, lifetime=lifetime, reader=reader)

    def versioning(self) -> str:
        """Return ``Enabled`` where the bucket keeps what is deleted; empty where the service does not say."""
        try:
            with refusals_told():
                return str(self._parts.get_bucket_versioning(Bucket=self._bucket.name).get("Status", ""))
        except StoreUnavailable:
            return ""  # many services do not know the question, or do not let everybody ask it

    def close(self) -> None:
        """See ``BlobStore``."""
        self._closing.set()
        super().close()
