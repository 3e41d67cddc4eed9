import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drivers.blobs.conftest import send
from theatrum.drivers.blobs.errors import StoreFull
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.signing import UrlSigner
from theatrum.kernel import clock
from theatrum.kernel.errors import Kind


@pytest.fixture
def small(tmp_path: Path, signer: UrlSigner) -> LocalBlobs:
    return LocalBlobs(tmp_path / "small", signer=signer, quota=100)


def test_quota_refuses_an_upload_that_cannot_fit(small: LocalBlobs) -> None:
    with pytest.raises(StoreFull, match="quota") as refused:
        small.begin("u", size=101, part_size=50)
    assert refused.value.kind is Kind.LIMIT


def test_claimed_sizes_take_no_room(small: LocalBlobs) -> None:
    for number in range(5):
        small.begin(f"u{number}", size=100, part_size=50)
    assert small.recount() == 0


def test_quota_refuses_the_part_that_does_not_fit(small: LocalBlobs) -> None:
    first, second = small.begin("a", size=100, part_size=50), small.begin("b", size=100, part_size=50)
    send(small, first, 1, b"x" * 50)
    send(small, second, 1, b"x" * 50)
    with pytest.raises(StoreFull):
        small.receive_part(first, 2)
    assert list(small.held_parts(first)) == [1]
    small.abort(second)
    send(small, first, 2, b"y" * 50)
    small.complete(first)


def test_room_is_charged_once_for_a_part_sent_often(small: LocalBlobs) -> None:
    upload = small.begin("a", size=60, part_size=60)
    for filling in (b"x", b"y", b"y"):
        send(small, upload, 1, filling * 60)
    assert small._room.taken == 60
    key = small.complete(upload)
    assert small._room.taken == small.recount() == 60
    small.delete(key)
    small.delete(key)
    assert small._room.taken == small.recount() == 0


def test_put_beyond_the_quota_leaves_nothing(small: LocalBlobs, tmp_path: Path) -> None:
    with pytest.raises(StoreFull):
        small.put([b"x" * 60, b"x" * 60])
    assert small._room.taken == small.recount() == 0
    assert list((tmp_path / "small" / "aside").iterdir()) == []
    assert small.put([b"x" * 100]).size == 100


def test_free_space_is_kept(tmp_path: Path, signer: UrlSigner) -> None:
    store = LocalBlobs(tmp_path / "full", signer=signer, reserve=2**62)
    with pytest.raises(StoreFull, match="disk has 0 bytes"):
        store.begin("u", size=1, part_size=1)
    with pytest.raises(StoreFull):
        store.put([b"x"])


def test_large_sparse_upload_takes_only_what_came(store: LocalBlobs) -> None:
    part = 5 * 1024**3
    upload = store.begin("large", size=part + 10, part_size=part)
    content = store._folders.upload(upload) / "content"
    assert content.stat().st_size == part + 10
    assert content.stat().st_blocks == 0
    send(store, upload, 2, b"0123456789")
    assert content.stat().st_blocks * 512 <= 64 * 1024
    with content.open("rb") as file:
        file.seek(part)
        assert file.read() == b"0123456789"
    assert store._room.taken == 10


@pytest.fixture
def file_limit() -> Iterator[Callable[[int], None]]:
    """Let the kernel refuse to write files beyond a size: an errno in the middle of a write, as a full disk gives."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_disk_that_fills_up_in_the_middle_of_a_part(
    store: LocalBlobs, file_limit: Callable[[int], None], tmp_path: Path
) -> None:
    upload = store.begin("u", size=40_000, part_size=20_000)
    send(store, upload, 1, b"a" * 20_000, piece=10_000)
    writer = store.receive_part(upload, 2)
    file_limit(35_000)
    writer.write([b"b" * 10_000])
    with pytest.raises(StoreFull, match="disk is full"):
        writer.write([b"b" * 10_000])
    writer.close()
    assert list(store.held_parts(upload)) == [1]
    file_limit(resource.RLIM_INFINITY)
    send(store, upload, 2, b"b" * 20_000, piece=10_000)
    with store.open(store.complete(upload)) as file:
        assert file.read() == b"a" * 20_000 + b"b" * 20_000


def test_disk_that_fills_up_while_the_server_writes(
    store: LocalBlobs, file_limit: Callable[[int], None], tmp_path: Path
) -> None:
    file_limit(10_000)
    with pytest.raises(StoreFull, match="disk is full"):
        store.put([b"x" * 9_000, b"x" * 9_000])
    file_limit(resource.RLIM_INFINITY)
    assert store._room.taken == 0
    assert list((tmp_path / "blobs" / "aside").iterdir()) == []


def test_tidy_clears_away_what_a_dead_process_left_a_day_ago(store: LocalBlobs, tmp_path: Path) -> None:
    aside = tmp_path / "blobs" / "aside"
    for name, age in (("old", 25 * 3600), ("new", 3600)):
        (aside / name).mkdir()
        (aside / name / "content").touch()
        moment = clock.now().timestamp() - age
        os.utime(aside / name, (moment, moment))
    store._room.charge(1000)
    store.tidy()
    assert [folder.name for folder in aside.iterdir()] == ["new"]
    assert store._room.taken == 0


def test_recount_does_not_lose_what_comes_meanwhile(store: LocalBlobs, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put([b"x" * 100])
    records = store._room._records

    def records_while_others_upload() -> Iterator[Path]:
        yield from records()
        store.put([b"y" * 50])

    monkeypatch.setattr(store._room, "_records", records_while_others_upload)
    assert store.recount() == 150
