"""Checksums of the whole, read along with the parts, by one reader in the installation."""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.blobs.conftest import send
from theatrum.drivers.blobs import protocol
from theatrum.drivers.blobs.errors import StoreClosed
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.protocol import Digest, DigestPending
from theatrum.drivers.blobs.signing import UrlSigner

PART = 300_000
CONTENT = os.urandom(3 * PART + 1)


@pytest.fixture
def second(tmp_path: Path, signer: UrlSigner, store: LocalBlobs) -> Iterator[LocalBlobs]:
    """Open the same folder once more, as another process of the installation does."""
    opened = LocalBlobs(tmp_path / "blobs", signer=signer)
    yield opened
    opened.close()


def _digest(content: bytes) -> Digest:
    return Digest(hashlib.md5(content, usedforsecurity=False).hexdigest(), hashlib.sha256(content).hexdigest())


def _begin(store: LocalBlobs) -> str:
    return store.begin("u", size=len(CONTENT), part_size=PART)


def _send(store: LocalBlobs, upload: str, *numbers: int) -> None:
    for number in numbers:
        send(store, upload, number, CONTENT[(number - 1) * PART : number * PART], piece=PART)


def _idle(store: LocalBlobs) -> None:
    """Wait until the background threads have nothing to do."""
    workers = store._digesting._threads._max_workers
    barrier = threading.Barrier(workers + 1)
    for _ in range(workers):
        store._digesting._threads.submit(barrier.wait)
    barrier.wait()


def test_reading_follows_the_contiguous_parts(store: LocalBlobs) -> None:
    upload = _begin(store)
    _send(store, upload, 2, 3)
    _idle(store)
    assert store._digesting.position(upload) == 0
    _send(store, upload, 1)
    _idle(store)
    assert store._digesting.position(upload) == 3 * PART
    _send(store, upload, 4)
    _idle(store)
    assert store._digesting.position(upload) == len(CONTENT)


def test_each_byte_is_read_once(store: LocalBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    reading = store._digesting._reading(_begin(store))
    take = reading.take

    def counted(chunk: bytes) -> None:
        read.append(len(chunk))
        take(chunk)

    monkeypatch.setattr(reading, "take", counted)
    upload = _begin(store)
    for number in (1, 2, 3, 4):
        _send(store, upload, number)
        _idle(store)
    key = store.complete(upload)
    assert store.digest(key) == _digest(CONTENT)
    assert sum(read) == len(CONTENT)


def test_a_part_that_changes_after_it_was_read_is_read_again(store: LocalBlobs) -> None:
    upload = _begin(store)
    send(store, upload, 1, bytes(PART), piece=PART)
    _send(store, upload, 2)
    _idle(store)
    assert store._digesting.position(upload) == 2 * PART
    _send(store, upload, 1, 3, 4)
    assert store.digest(store.complete(upload)) == _digest(CONTENT)


def test_digest_is_recorded_for_every_process(store: LocalBlobs, second: LocalBlobs) -> None:
    upload = _begin(store)
    _send(store, upload, 1, 2, 3, 4)
    key = store.complete(upload)
    _idle(store)
    assert store._digesting._readings == {}
    second.close()
    assert second.digest(key) == _digest(CONTENT)


def test_another_process_reads_from_the_disk(store: LocalBlobs, second: LocalBlobs) -> None:
    upload = _begin(store)
    _send(store, upload, 1, 2)
    _send(second, upload, 3, 4)
    store.close()
    assert second.digest(second.complete(upload)) == _digest(CONTENT)


def test_one_process_waits_for_the_one_that_reads(store: LocalBlobs, second: LocalBlobs) -> None:
    upload = _begin(store)
    store._digesting.close()
    _send(store, upload, 1, 2, 3, 4)
    key = store.complete(upload)
    with store.open(key) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found: list[Digest] = []
        waiting = threading.Thread(target=lambda: found.append(second.compute_digest(key)))
        waiting.start()
        with store._blob_record(key) as record:
            record.write_digest(Digest("0" * 32, "1" * 64), durably=True)
        assert found == []
    waiting.join()
    # It did not read for itself: it took what the other process had recorded.
    assert found == [Digest("0" * 32, "1" * 64)]


def test_waiting_ends_when_the_store_closes(store: LocalBlobs, second: LocalBlobs) -> None:
    upload = _begin(store)
    store._digesting.close()
    _send(store, upload, 1, 2, 3, 4)
    key = store.complete(upload)
    with store.open(key) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        failed = threading.Event()

        def wait() -> None:
            with pytest.raises(StoreClosed):
                second.compute_digest(key)
            failed.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        second.close()
        waiting.join()
    assert failed.is_set()


def test_large_blob_is_pending_with_progress(store: LocalBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theatrum.drivers.blobs.local.INLINE_DIGEST", PART)
    store._digesting.close()
    upload = _begin(store)
    _send(store, upload, 1, 2, 3, 4)
    assert store.digest(store.complete(upload)) == DigestPending(done=0, total=len(CONTENT))
    assert protocol.INLINE_DIGEST == 64 * 1024**2


def test_many_uploads_at_once_are_not_all_remembered(store: LocalBlobs) -> None:
    for number in range(300):
        upload = store.begin(f"u{number}", size=2, part_size=1)
        send(store, upload, 1, b"x")
    _idle(store)
    assert len(store._digesting._readings) <= 256
    first = store.begin("u0", size=2, part_size=1)
    send(store, first, 2, b"y")
    assert store.digest(store.complete(first)) == _digest(b"xy")


def test_upload_aborted_while_it_is_read_is_forgotten(store: LocalBlobs) -> None:
    upload = _begin(store)
    _send(store, upload, 1, 2, 3)
    store.abort(upload)
    _idle(store)
    store._digesting.advance_soon(upload)
    _idle(store)
    assert store._digesting._readings == {}
