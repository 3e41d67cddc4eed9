"""Stores to test: every driver of ``BlobStore`` takes part in the contract here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.protocol import BlobStore, HeldPart
from theatrum.drivers.blobs.signing import UrlSigner

KEY = b"a key of thirty-two secret bytes"


@dataclass
class Driver:
    """A store under test, and how bytes get to the address it signs for a part."""

    store: BlobStore
    part_size: int

    def send(self, upload: str, number: int, content: bytes) -> HeldPart | None:
        """Send one part as a client would; None when the store refused it without harm."""
        raise NotImplementedError

    def upload(self, upload_id: str, content: bytes) -> str:
        """Upload in parts, last part first, and return the key."""
        handle = self.store.begin(upload_id, size=len(content), part_size=self.part_size)
        count = max(1, -(-len(content) // self.part_size))
        for number in range(count, 0, -1):
            self.send(handle, number, content[(number - 1) * self.part_size : number * self.part_size])
        return self.store.complete(handle)


class LocalDriver(Driver):
    """The local store; its part addresses lead to ``receive_part`` (see tests/doors/live)."""

    def send(self, upload: str, number: int, content: bytes) -> HeldPart:
        assert isinstance(self.store, LocalBlobs)
        return send(self.store, upload, number, content)


def send(store: LocalBlobs, upload: str, number: int, content: bytes, *, piece: int = 7) -> HeldPart:
    """Write one part in small pieces."""
    writer = store.receive_part(upload, number)
    try:
        for start in range(0, len(content), piece):
            writer.write([content[start : start + piece]])
        return writer.finish()
    finally:
        writer.close()


def open_files() -> int:
    """Return how many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def signer() -> UrlSigner:
    return UrlSigner(KEY, base_url="http://localhost:1")


@pytest.fixture
def store(tmp_path: Path, signer: UrlSigner) -> Iterator[LocalBlobs]:
    opened = LocalBlobs(tmp_path / "blobs", signer=signer)
    yield opened
    opened.close()


@pytest.fixture(params=["local"])
def driver(request: pytest.FixtureRequest) -> Driver:
    """Return each driver in turn; an S3 driver joins by a name in ``params`` and a class above."""
    drivers = {"local": LocalDriver}
    return drivers[request.param](store=request.getfixturevalue("store"), part_size=16)
