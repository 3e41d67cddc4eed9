"""Size and checksums of bytes on their way."""

import hashlib
from collections.abc import Iterable, Iterator

from theatrum.drivers.blobs.protocol import Digest


class Measured:
    """Chunks of which ``size`` and ``digest`` are known of all that were taken out by now."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._md5, self._sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._md5.update(chunk)
            self._sha256.update(chunk)
            self.size += len(chunk)
            yield chunk

    @property
    def digest(self) -> Digest:
        """The checksums."""
        return Digest(md5=self._md5.hexdigest(), sha256=self._sha256.hexdigest())
