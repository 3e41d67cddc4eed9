"""Several writers of one part, in every order that matters."""

from contextlib import closing
from hashlib import md5
from pathlib import Path

import pytest

from tests.drivers.blobs.conftest import open_files, send
from theatrum.drivers.blobs.errors import PartLengthWrong, PartOutOfRange, PartOvertaken, UploadComplete
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.part_writer import PartWriter
from theatrum.drivers.blobs.protocol import Digest

A, B = b"a" * 20, b"b" * 20


@pytest.fixture
def upload(store: LocalBlobs) -> str:
    return store.begin("u", size=50, part_size=20)


def _bytes(store: LocalBlobs, upload: str, number: int) -> bytes:
    content = (store._folders.upload(upload) / "content").read_bytes()
    return content[(number - 1) * 20 : number * 20]


def _held(store: LocalBlobs, upload: str) -> list[int]:
    return list(store.held_parts(upload))


def test_part_counts_only_when_finished(store: LocalBlobs, upload: str) -> None:
    writer = store.receive_part(upload, 1)
    writer.write([A])
    assert _held(store, upload) == []
    writer.finish()
    assert _held(store, upload) == [1]
    writer.close()


def test_part_that_stops_is_absent(store: LocalBlobs, upload: str) -> None:
    writer = store.receive_part(upload, 1)
    writer.write([A[:7]])
    with pytest.raises(PartLengthWrong, match="must have 20 bytes, but 7 came"):
        writer.finish()
    writer.close()
    assert _held(store, upload) == []
    send(store, upload, 1, B)
    assert _bytes(store, upload, 1) == B


def test_part_that_is_too_long_never_touches_its_neighbour(store: LocalBlobs, upload: str) -> None:
    send(store, upload, 2, B)
    writer = store.receive_part(upload, 1)
    writer.write([A[:15]])
    with pytest.raises(PartLengthWrong):
        writer.write([A[:6]])
    writer.close()
    assert _held(store, upload) == [2]
    assert _bytes(store, upload, 2) == B


def test_the_only_part_may_be_a_little_longer_than_planned(store: LocalBlobs) -> None:
    upload = store.begin("one", size=10, part_size=20)
    for content in (b"h" * 25, b"h" * 25):
        with closing(store.receive_part(upload, 1, announced=25)) as writer:
            writer.write([content])
            assert writer.finish().size == 25
    for announced in (24, 26 + 2**20):
        with pytest.raises(PartLengthWrong):
            store.receive_part(upload, 1, announced=announced)
    key = store.complete(upload)
    assert store.stat(key).size == 25
    digest = store.digest(key)
    assert isinstance(digest, Digest)
    assert digest.md5 == md5(b"h" * 25, usedforsecurity=False).hexdigest()
    with store.open(key) as stored:
        assert stored.read() == b"h" * 25


@pytest.mark.parametrize("announced", [0, 19, 21, 2**70])
def test_wrong_announcement_changes_nothing(store: LocalBlobs, upload: str, announced: int) -> None:
    first = store.receive_part(upload, 1)
    first.write([A[:10]])
    with pytest.raises(PartLengthWrong):
        store.receive_part(upload, 1, announced=announced)
    first.write([A[10:]])
    first.finish()
    first.close()


def test_last_part_is_shorter(store: LocalBlobs, upload: str) -> None:
    with pytest.raises(PartLengthWrong):
        store.receive_part(upload, 3, announced=20)
    assert send(store, upload, 3, A[:10]).size == 10


@pytest.mark.parametrize("number", [-1, 0, 4])
def test_part_out_of_range_is_refused(store: LocalBlobs, upload: str, number: int) -> None:
    with pytest.raises(PartOutOfRange):
        store.receive_part(upload, number)


def test_newer_writer_takes_over_and_both_succeed_with_the_same_bytes(store: LocalBlobs, upload: str) -> None:
    old, new = store.receive_part(upload, 1), store.receive_part(upload, 1)
    old.write([A[:10]])
    new.write([A])
    new.finish()
    old.write([A[10:]])
    old.finish()
    _close(old, new)
    assert _bytes(store, upload, 1) == A


def test_newer_writer_takes_over_and_the_older_is_told(store: LocalBlobs, upload: str) -> None:
    old = store.receive_part(upload, 1)
    old.write([A[:10]])
    new = store.receive_part(upload, 1)
    new.write([B[:5]])
    old.write([A[10:]])
    with pytest.raises(PartOvertaken):
        old.finish()
    new.write([B[5:]])
    new.finish()
    _close(old, new)
    assert _bytes(store, upload, 1) == B


def test_older_writer_that_stalls_does_not_stop_a_newer_one(store: LocalBlobs, upload: str) -> None:
    stalled = store.receive_part(upload, 1)
    stalled.write([A[:10]])
    send(store, upload, 1, B)
    assert _held(store, upload) == [1]
    stalled.close()
    assert _bytes(store, upload, 1) == B


def test_same_bytes_again_never_endanger_what_is_held(store: LocalBlobs, upload: str) -> None:
    send(store, upload, 1, A)
    again = store.receive_part(upload, 1)
    again.write([A[:10]])
    assert _held(store, upload) == [1]
    again.close()
    assert _held(store, upload) == [1]


def test_other_bytes_replace_what_is_held(store: LocalBlobs, upload: str) -> None:
    send(store, upload, 1, A)
    other = A[:13] + B[13:]
    writer = store.receive_part(upload, 1)
    writer.write([other[:10]])
    assert _held(store, upload) == [1]
    writer.write([other[10:]])
    assert _held(store, upload) == []
    writer.finish()
    writer.close()
    assert _bytes(store, upload, 1) == other


def test_other_bytes_that_stop_leave_the_part_absent(store: LocalBlobs, upload: str) -> None:
    send(store, upload, 1, A)
    writer = store.receive_part(upload, 1)
    writer.write([B[:10]])
    writer.close()
    assert _held(store, upload) == []


def test_comparing_while_another_replaces_is_noticed(store: LocalBlobs, upload: str) -> None:
    send(store, upload, 1, A)
    comparing = store.receive_part(upload, 1)
    comparing.write([A[:10]])
    send(store, upload, 1, B)
    # What was compared is gone, though the rest happens to be equal to what is there now.
    comparing.write([B[10:]])
    with pytest.raises(PartOvertaken):
        comparing.finish()
    comparing.close()
    assert _bytes(store, upload, 1) == B


def test_complete_upload_takes_the_same_bytes_but_no_others(store: LocalBlobs) -> None:
    upload = store.begin("one", size=20, part_size=20)
    send(store, upload, 1, A)
    late = store.receive_part(upload, 1)
    key = store.complete(upload)
    with pytest.raises(UploadComplete):
        late.write([B])
    late.close()
    assert send(store, upload, 1, A).size == 20
    with pytest.raises(UploadComplete):
        send(store, upload, 1, B)
    with store.open(key) as file:
        assert file.read() == A


def test_writer_that_fails_to_open_leaves_no_file_open(store: LocalBlobs, upload: str) -> None:
    before = open_files()
    for number in (0, 9):
        with pytest.raises(PartOutOfRange):
            store.receive_part(upload, number)
    assert open_files() == before


def test_bytes_are_private(store: LocalBlobs, upload: str, tmp_path: Path) -> None:
    send(store, upload, 1, A)
    store.put([b"made here"])
    for path in (tmp_path / "blobs").rglob("*"):
        if path.is_dir():
            assert path.stat().st_mode & 0o777 == 0o700


def _close(*writers: PartWriter) -> None:
    for writer in writers:
        writer.close()
