"""Stores to test: every driver of ``BlobStore`` takes part in the contract here."""

import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import s3
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.protocol import BlobStore, HeldPart
from theatrum.drivers.blobs.s3.store import S3Blobs
from theatrum.drivers.blobs.signing import UrlSigner

KEY = b"a key of thirty-two secret bytes"


@dataclass
class Driver:
    """A store under test, and how bytes get to the address it signs for a part."""

    store: BlobStore
    part_size: int
    readers_finish: bool = True

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


class S3Driver(Driver):
    """The S3 store; its part addresses lead to the service."""

    def send(self, upload: str, number: int, content: bytes) -> None:
        signed = self.store.sign_parts(upload, [number])[number]
        request = urllib.request.Request(signed.url, data=content, method="PUT", headers=dict(signed.headers))  # noqa: S310  # ours
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # ours
            assert answer.status == 200


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


@pytest.fixture
def s3_store(signer: UrlSigner) -> Iterator[S3Blobs]:
    opened = S3Blobs(s3.service().bucket(), owner="us", signer=signer)
    yield opened
    opened.close()


@pytest.fixture(params=["local", "s3"])
def driver(request: pytest.FixtureRequest) -> Driver:
    """Return each driver in turn."""
    if request.param == "s3":
        return S3Driver(request.getfixturevalue("s3_store"), part_size=s3.LEAST_PART, readers_finish=False)
    return LocalDriver(store=request.getfixturevalue("store"), part_size=16)
