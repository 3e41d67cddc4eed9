"""What every store of bytes must do, whatever it stands on."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.drivers.blobs.conftest import Driver
from theatrum.drivers.blobs.errors import (
    BlobNotFound,
    PartMismatch,
    PartMissing,
    PartOutOfRange,
    PartsMissing,
    PlanInvalid,
    UploadNotFound,
)
from theatrum.drivers.blobs.protocol import Digest


def _content(driver: Driver, parts: float) -> bytes:
    return os.urandom(int(driver.part_size * parts))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("parts", [0, 0.5, 1, 1.5, 3])
def test_upload_gives_back_the_bytes(driver: Driver, parts: float) -> None:
    content = _content(driver, parts)
    key = driver.upload("u", content)
    with driver.store.open(key) as file:
        assert file.read() == content
    assert driver.store.stat(key).size == len(content)
    assert driver.store.exists(key)
    assert driver.store.digest(key) == Digest(_md5(content), hashlib.sha256(content).hexdigest())


def test_open_reads_at_any_offset(driver: Driver) -> None:
    content = _content(driver, 2.5)
    with driver.store.open(driver.upload("u", content)) as file:
        file.seek(driver.part_size - 3)
        assert file.read(7) == content[driver.part_size - 3 : driver.part_size + 4]
        file.seek(-2, os.SEEK_END)
        assert file.read() == content[-2:]


def test_held_parts_are_those_that_arrived(driver: Driver) -> None:
    content = _content(driver, 3)
    upload = driver.store.begin("u", size=len(content), part_size=driver.part_size)
    assert driver.store.held_parts(upload) == {}
    driver.send(upload, 2, content[driver.part_size : 2 * driver.part_size])
    held = driver.store.held_parts(upload)
    assert list(held) == [2]
    assert held[2].md5 == _md5(content[driver.part_size : 2 * driver.part_size])
    assert held[2].size == driver.part_size


def test_confirm_compares_the_md5(driver: Driver) -> None:
    content = _content(driver, 2)
    upload = driver.store.begin("u", size=len(content), part_size=driver.part_size)
    with pytest.raises(PartMissing):
        driver.store.confirm_part(upload, 1, md5=_md5(b""))
    driver.send(upload, 1, content[: driver.part_size])
    assert driver.store.confirm_part(upload, 1, md5=_md5(content[: driver.part_size])).number == 1
    assert driver.store.confirm_part(upload, 1, md5=_md5(content[: driver.part_size]).upper()).number == 1
    with pytest.raises(PartMismatch):
        driver.store.confirm_part(upload, 1, md5=_md5(b"other"))
    with pytest.raises(PartOutOfRange):
        driver.store.confirm_part(upload, 3, md5=_md5(b"other"))


def test_complete_without_all_parts_changes_nothing(driver: Driver) -> None:
    content = _content(driver, 3)
    upload = driver.store.begin("u", size=len(content), part_size=driver.part_size)
    for number in (1, 3):
        driver.send(upload, number, content[(number - 1) * driver.part_size : number * driver.part_size])
    with pytest.raises(PartsMissing, match="first of them part 2"):
        driver.store.complete(upload)
    driver.send(upload, 2, content[driver.part_size : 2 * driver.part_size])
    with driver.store.open(driver.store.complete(upload)) as file:
        assert file.read() == content


def test_complete_again_gives_the_same_key(driver: Driver) -> None:
    content = _content(driver, 2)
    upload = driver.store.begin("u", size=len(content), part_size=driver.part_size)
    for number in (1, 2):
        driver.send(upload, number, content[(number - 1) * driver.part_size : number * driver.part_size])
    assert driver.store.complete(upload) == driver.store.complete(upload)
    assert set(driver.store.held_parts(upload)) == {1, 2}


def test_part_sent_again_with_other_bytes_counts_as_sent_last(driver: Driver) -> None:
    first, second = _content(driver, 1), _content(driver, 1)
    upload = driver.store.begin("u", size=driver.part_size, part_size=driver.part_size)
    driver.send(upload, 1, first)
    driver.send(upload, 1, second)
    key = driver.store.complete(upload)
    with driver.store.open(key) as file:
        assert file.read() == second
    assert driver.store.digest(key) == Digest(_md5(second), hashlib.sha256(second).hexdigest())


def test_abort_forgets_the_upload(driver: Driver) -> None:
    content = _content(driver, 1)
    upload = driver.store.begin("u", size=len(content), part_size=driver.part_size)
    driver.send(upload, 1, content)
    driver.store.abort(upload)
    driver.store.abort(upload)
    with pytest.raises(UploadNotFound):
        driver.store.held_parts(upload)
    with pytest.raises(UploadNotFound):
        driver.store.complete(upload)


def test_abort_after_completion_leaves_the_blob(driver: Driver) -> None:
    content = _content(driver, 1)
    upload = driver.store.begin("u", size=len(content), part_size=driver.part_size)
    driver.send(upload, 1, content)
    key = driver.store.complete(upload)
    driver.store.abort(upload)
    assert driver.store.exists(key)


def test_unknown_upload_is_not_found(driver: Driver) -> None:
    for upload in ("0" * 40, "", "../../etc", "f" * 39 + "G"):
        with pytest.raises(UploadNotFound):
            driver.store.held_parts(upload)
        with pytest.raises(UploadNotFound):
            driver.store.sign_parts(upload, [1])
        with pytest.raises(UploadNotFound):
            driver.store.complete(upload)
        driver.store.abort(upload)


def test_unknown_blob_is_not_found(driver: Driver) -> None:
    for key in ("0" * 40, "", "../../../etc/passwd", "a/b"):
        assert not driver.store.exists(key)
        for ask in (driver.store.stat, driver.store.open, driver.store.digest, driver.store.compute_digest):
            with pytest.raises(BlobNotFound):
                ask(key)
        driver.store.delete(key)


def test_delete_removes_the_blob_and_lets_readers_finish(driver: Driver) -> None:
    content = _content(driver, 2)
    key = driver.upload("u", content)
    with driver.store.open(key) as file:
        driver.store.delete(key)
        if driver.readers_finish:
            assert file.read() == content
        else:
            with pytest.raises(BlobNotFound):
                file.read()
    assert not driver.store.exists(key)
    driver.store.delete(key)


def test_put_stores_what_the_server_made(driver: Driver) -> None:
    stored = driver.store.put(iter([b"one,", b"", b"two\n"]))
    assert stored.size == 8
    assert stored.digest == Digest(_md5(b"one,two\n"), hashlib.sha256(b"one,two\n").hexdigest())
    assert driver.store.digest(stored.key) == stored.digest
    with driver.store.open(stored.key) as file:
        assert file.read() == b"one,two\n"
    assert driver.store.put([]).size == 0
    assert driver.store.put([b"one,two\n"]).key != stored.key


def test_compute_digest_tells_progress(driver: Driver) -> None:
    content = _content(driver, 2.5)
    seen: list[tuple[int, int]] = []
    key = driver.upload("u", content)
    digest = driver.store.compute_digest(key, progress=lambda done, total: seen.append((done, total)))
    assert digest.md5 == _md5(content)
    assert seen == sorted(seen)
    assert {total for _, total in seen} <= {len(content)}


@pytest.mark.parametrize(
    ("size", "part_size"), [(-1, 16), (1, 0), (1, -5), (2**60, 2**50), (1, 2**60), (10_001 * 16, 16)]
)
def test_begin_refuses_senseless_sizes(driver: Driver, size: int, part_size: int) -> None:
    with pytest.raises(PlanInvalid):
        driver.store.begin("u", size=size, part_size=part_size)


def test_ten_thousand_parts_are_allowed(driver: Driver) -> None:
    upload = driver.store.begin("u", size=10_000 * driver.part_size, part_size=driver.part_size)
    assert len(driver.store.sign_parts(upload, range(1, 10_001))) == 10_000
    driver.send(upload, 10_000, _content(driver, 1))
    assert list(driver.store.held_parts(upload)) == [10_000]


def test_part_addresses_are_refused_out_of_range(driver: Driver) -> None:
    upload = driver.store.begin("u", size=driver.part_size, part_size=driver.part_size)
    for number in (0, -1, 2, 10_001):
        with pytest.raises(PartOutOfRange):
            driver.store.sign_parts(upload, [1, number])


def test_download_address_carries_what_clients_of_synapse_read(driver: Driver) -> None:
    key = driver.upload("u", b"abc")
    url = driver.store.sign_download(key, file_name="a b.txt", content_type="text/plain", lifetime=timedelta(hours=9))
    query = parse_qs(urlsplit(url).query)
    assert len(query["X-Amz-Date"][0]) == len("20261123T024924Z")
    assert 0 < int(query["X-Amz-Expires"][0]) <= 900


def test_upload_ids_of_any_text_are_apart_and_harmless(driver: Driver) -> None:
    ids = ["u", "U", "../u", "u/../../..", "\0", "ü", "u" * 10_000, " u"]
    handles = {driver.store.begin(name, size=1, part_size=1) for name in ids}
    assert len(handles) == len(ids)
    assert all(len(handle) <= 1500 for handle in handles)


def test_keys_of_blobs_that_are_there_since_before_a_moment(driver: Driver) -> None:
    moment = datetime.now(UTC)
    key, made = driver.upload("u", b"x"), driver.store.put([b"y"]).key
    driver.store.begin("v", size=5, part_size=5)
    listed = list(driver.store.blobs(before=moment + timedelta(minutes=1)))
    assert {one.key for one in listed} == {key, made}
    assert {one.size for one in listed} <= {1, None}
    assert list(driver.store.blobs(before=moment - timedelta(minutes=1))) == []
    driver.store.delete(key)
    assert [one.key for one in driver.store.blobs(before=moment + timedelta(minutes=1))] == [made]


def test_unfinished_uploads_are_those_that_began_before_a_moment(driver: Driver) -> None:
    moment = datetime.now(UTC)
    driver.upload("u", b"x")
    upload, gone = (driver.store.begin(name, size=5, part_size=5) for name in "vw")
    driver.store.abort(gone)
    assert list(driver.store.unfinished(before=moment + timedelta(minutes=1))) == [upload]
    assert list(driver.store.unfinished(before=moment - timedelta(minutes=1))) == []


def test_key_of_an_upload_is_known_from_the_beginning(driver: Driver) -> None:
    upload = driver.store.begin("u", size=1, part_size=1)
    key = driver.store.key_of(upload)
    driver.send(upload, 1, b"x")
    assert driver.store.complete(upload) == key


def test_tidy_touches_nothing_that_counts(driver: Driver) -> None:
    content = _content(driver, 2)
    key = driver.upload("u", content)
    upload = driver.store.begin("v", size=len(content), part_size=driver.part_size)
    driver.send(upload, 1, content[: driver.part_size])
    driver.store.tidy()
    assert driver.store.exists(key)
    assert list(driver.store.held_parts(upload)) == [1]
