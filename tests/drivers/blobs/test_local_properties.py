"""Whatever the order, the sizes, the repetitions and the interleaving: the bytes are exact, and so is the record."""

import hashlib
import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drivers.blobs.conftest import KEY, send
from theatrum.drivers.blobs.errors import PartOvertaken
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.part_writer import PartWriter
from theatrum.drivers.blobs.protocol import Digest
from theatrum.drivers.blobs.signing import UrlSigner


@contextmanager
def _store() -> Iterator[LocalBlobs]:
    with tempfile.TemporaryDirectory() as folder:
        store = LocalBlobs(Path(folder), signer=UrlSigner(KEY, base_url="http://localhost"))
        yield store
        store.close()


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _digest(content: bytes) -> Digest:
    return Digest(_md5(content), hashlib.sha256(content).hexdigest())


@given(
    content=st.binary(max_size=4000),
    part_size=st.integers(1, 700),
    piece=st.integers(1, 900),
    repeated=st.lists(st.integers(0, 10_000), max_size=12),
    order=st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=60)
def test_parts_in_any_order_and_number_give_the_exact_bytes(
    content: bytes, part_size: int, piece: int, repeated: list[int], order: random.Random
) -> None:
    count = max(1, -(-len(content) // part_size))
    if count > 60:
        part_size = -(-len(content) // 60)
        count = max(1, -(-len(content) // part_size))
    numbers = [*range(1, count + 1), *(number % count + 1 for number in repeated)]
    order.shuffle(numbers)
    with _store() as store:
        upload = store.begin("u", size=len(content), part_size=part_size)
        for number in numbers:
            part = content[(number - 1) * part_size : number * part_size]
            assert send(store, upload, number, part, piece=piece).md5 == _md5(part)
        key = store.complete(upload)
        with store.open(key) as file:
            assert file.read() == content
        assert store.digest(key) == _digest(content)
        assert store._room.taken == len(content) == store.recount()


class _Sending:
    """One writer among several, advanced a piece at a time."""

    def __init__(self, writer: PartWriter, number: int, content: bytes, stops_at: int) -> None:
        self.writer, self.number, self.content, self.stops_at = writer, number, content, stops_at
        self.position = 0

    def advance(self, size: int) -> bool:
        """Send a piece; false when this writer is at its end."""
        if self.position >= min(self.stops_at, len(self.content)):
            return False
        piece = self.content[self.position : min(self.stops_at, self.position + size)]
        self.writer.write([piece])
        self.position += len(piece)
        return True


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_interleaved_writers_never_make_the_record_lie(data: st.DataObject) -> None:
    part_size, count = 40, 2
    contents = [bytes([letter]) * part_size for letter in b"abc"] + [b"a" * 20 + b"b" * 20]
    with _store() as store:
        upload = store.begin("u", size=part_size * count, part_size=part_size)
        writers: list[_Sending] = []
        for _ in range(data.draw(st.integers(1, 25))):
            if not writers or data.draw(st.integers(0, 3)) == 0:
                number = data.draw(st.integers(1, count))
                content = data.draw(st.sampled_from(contents))
                stops_at = data.draw(st.sampled_from([part_size, part_size, part_size, 15]))
                writers.append(_Sending(store.receive_part(upload, number), number, content, stops_at))
            sending = data.draw(st.sampled_from(writers))
            if not sending.advance(data.draw(st.sampled_from([10, 20, 40]))):
                writers.remove(sending)
                _end(store, upload, sending)
            _require_truth(store, upload, part_size)
        for sending in writers:
            sending.writer.close()
        _require_truth(store, upload, part_size)
        for number in range(1, count + 1):
            send(store, upload, number, contents[3])
        assert store.digest(store.complete(upload)) == _digest(contents[3] * count)


def _end(store: LocalBlobs, upload: str, sending: _Sending) -> None:
    try:
        if sending.position == len(sending.content):
            sending.writer.finish()
            assert store.held_parts(upload)[sending.number].md5 == _md5(sending.content)
    except PartOvertaken:
        pass  # a newer writer has the place, or has put other bytes there
    finally:
        sending.writer.close()


def _require_truth(store: LocalBlobs, upload: str, part_size: int) -> None:
    on_disk = (store._folders.upload(upload) / "content").read_bytes()
    for number, part in store.held_parts(upload).items():
        assert _md5(on_disk[(number - 1) * part_size : number * part_size]) == part.md5


def test_threads_that_send_everything_at_once() -> None:
    content = random.Random(7).randbytes(50_000)  # noqa: S311  # bytes to store, not a secret
    with _store() as store:
        failures: list[BaseException] = []

        def upload_all(seed: int) -> None:
            try:
                _upload_all(store, content, seed)
            except BaseException as error:  # noqa: BLE001  # told by the main thread
                failures.append(error)

        threads = [threading.Thread(target=upload_all, args=(seed,)) for seed in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        key = store.complete(store.begin("u", size=len(content), part_size=5000))
        assert store.digest(key) == _digest(content)
        assert store._room.taken == store.recount() == len(content)
        assert list((store._folders.root / "aside").iterdir()) == []


def test_an_upload_that_begins_while_the_same_one_is_sent_whole_is_that_one() -> None:
    content = random.Random(8).randbytes(20_000)  # noqa: S311  # bytes to store, not a secret
    with _store() as store:
        aside, waiting = store._folders.aside, iter([True])

        def late() -> Path:
            """Let somebody else be quicker, once it is known that nobody has begun."""
            folder = aside()
            if next(waiting, False):
                _upload_all(store, content, 1)
            return folder

        store._folders.aside = late  # type: ignore[method-assign]  # the moment that threads meet by chance only
        upload = store.begin("u", size=len(content), part_size=2000)
        assert not store._folders.upload(upload).exists()
        assert len(store.held_parts(upload)) == 10
        assert store.digest(store.complete(upload)) == _digest(content)
        assert list((store._folders.root / "aside").iterdir()) == []


def _upload_all(store: LocalBlobs, content: bytes, seed: int) -> None:
    """Be one of several clients of the same person that upload the same file."""
    size = len(content) // 10
    upload = store.begin("u", size=len(content), part_size=size)
    numbers = list(range(1, 11))
    random.Random(seed).shuffle(numbers)  # noqa: S311  # an order, not a secret
    while set(store.held_parts(upload)) != set(numbers):
        for number in numbers:
            try:
                send(store, upload, number, content[(number - 1) * size : number * size], piece=999)
            except PartOvertaken:
                continue
    assert store.complete(upload) == upload
