"""What only the S3 store has: its refusals in our words, addresses of parts, reading by ranges, one owner a place."""

import hashlib
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drivers.blobs.conftest import S3Driver
from tests.support import s3
from tests.support.installations import free_port
from theatrum.drivers.blobs.errors import BlobNotFound, PartMismatch, PartMissing, StoreOfAnother, StoreUnavailable
from theatrum.drivers.blobs.protocol import ListedBlob
from theatrum.drivers.blobs.s3.connection import Bucket
from theatrum.drivers.blobs.s3.diagnosing import try_bucket
from theatrum.drivers.blobs.s3.reading import BLOCK, RangedFile
from theatrum.drivers.blobs.s3.store import S3Blobs
from theatrum.drivers.blobs.signing import UrlSigner

PART = s3.LEAST_PART


def _other(store: S3Blobs, signer: UrlSigner, *, owner: str = "us", **changes: Any) -> S3Blobs:
    return S3Blobs(replace(store._bucket, **changes), owner=owner, signer=signer)


def _put(url: str, content: bytes) -> int:
    request = urllib.request.Request(url, data=content, method="PUT")  # noqa: S310  # ours
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # ours
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"secret_key": "wrong"}, "SignatureDoesNotMatch"),
        ({"access_key": "test:reader", "secret_key": "reading"}, "AccessDenied"),
        ({"name": "no-such-bucket"}, "NoSuchBucket"),
    ],
)
def test_what_the_service_refuses_is_told_by_its_code_alone(
    s3_store: S3Blobs, signer: UrlSigner, changes: dict[str, str], told: str
) -> None:
    refused = _other(s3_store, signer, **changes)
    for ask in (
        lambda: refused.begin("u", size=1, part_size=1),
        lambda: refused.put([b"x"]),
        lambda: list(refused.blobs(before=datetime.now(UTC))),
        lambda: list(refused.unfinished(before=datetime.now(UTC))),
    ):
        with pytest.raises(StoreUnavailable) as caught:
            ask()
        assert str(caught.value) == f"The store of files cannot be used now: it answered {told}."


def test_a_service_out_of_reach_is_told(s3_store: S3Blobs, signer: UrlSigner) -> None:
    away = _other(s3_store, signer, endpoint=f"http://127.0.0.1:{free_port()}")
    for ask in (lambda: away.begin("u", size=1, part_size=1), lambda: away.exists("0" * 64)):
        with pytest.raises(StoreUnavailable, match="it (cannot be reached|does not answer)"):
            ask()


def test_an_address_takes_one_part_of_its_length_and_for_fifteen_minutes(s3_store: S3Blobs) -> None:
    upload = s3_store.begin("u", size=2 * PART, part_size=PART)
    first, second = (s3_store.sign_parts(upload, [number])[number].url for number in (1, 2))
    assert "X-Amz-Expires=900" in urlsplit(first).query
    assert _put(first, bytes(PART + 1)) == 403
    assert _put(first.replace("partNumber=1", "partNumber=2"), bytes(PART)) == 403
    assert (_put(first, bytes(PART)), _put(second, bytes(PART))) == (200, 200)
    assert len(s3_store.held_parts(upload)) == 2


def test_a_part_that_is_cut_off_is_none(s3_store: S3Blobs) -> None:
    upload = s3_store.begin("u", size=PART, part_size=PART)
    assert _put(s3_store.sign_parts(upload, [1])[1].url, b"short") == 200
    assert s3_store.held_parts(upload) == {}
    with pytest.raises(PartMissing):
        s3_store.confirm_part(upload, 1, md5=hashlib.md5(b"short", usedforsecurity=False).hexdigest())


def test_a_part_is_confirmed_by_its_bytes_where_the_service_has_forgotten_it(s3_store: S3Blobs) -> None:
    content = os.urandom(2 * PART + 3)
    driver = S3Driver(s3_store, PART)
    key = driver.upload("u", content)
    forgotten = f"{key}.no-such-upload"  # as of an upload that is complete, at Amazon's
    for number in (1, 2, 3):
        part = content[(number - 1) * PART : number * PART]
        md5 = hashlib.md5(part, usedforsecurity=False).hexdigest()
        assert s3_store.confirm_part(forgotten, number, md5=md5).size == len(part)
    with pytest.raises(PartMismatch):
        s3_store.confirm_part(forgotten, 1, md5="0" * 32)
    assert set(s3_store.held_parts(forgotten)) == {1, 2, 3}
    assert s3_store.complete(forgotten) == key


def test_large_content_of_the_server_goes_in_parts(s3_store: S3Blobs) -> None:
    piece = os.urandom(1024**2)
    stored = s3_store.put(piece for _ in range(17))
    assert (stored.size, s3_store.stat(stored.key).size) == (17 * 1024**2, 17 * 1024**2)
    assert list(s3_store.blobs(before=datetime(2100, 1, 1, tzinfo=UTC))) == [ListedBlob(stored.key, stored.size)]
    assert s3_store.compute_digest(stored.key) == stored.digest


def test_a_place_has_one_owner(s3_store: S3Blobs, signer: UrlSigner) -> None:
    s3_store.tidy()
    s3_store.tidy()
    other = _other(s3_store, signer, owner="them")
    for ask in (other.tidy, lambda: list(other.blobs(before=datetime.now(UTC)))):
        with pytest.raises(StoreOfAnother, match="belongs to another installation"):
            ask()


def test_the_doctor_tries_uploads_and_what_pages_may_send(s3_store: S3Blobs, signer: UrlSigner) -> None:
    found = {trial.found: trial.advice for trial in try_bucket(s3_store, origin="http://dcc.example.org")}
    assert found["uploads and ranges work"] == ""
    assert list(s3_store.blobs(before=datetime(2100, 1, 1, tzinfo=UTC))) == []
    assert list(s3_store.unfinished(before=datetime(2100, 1, 1, tzinfo=UTC))) == []
    wrong = _other(s3_store, signer, secret_key="wrong")
    (trial,) = try_bucket(wrong, origin="http://dcc.example.org")
    assert "SignatureDoesNotMatch" in trial.found
    assert trial.advice


def test_nothing_shows_the_secret(s3_store: S3Blobs) -> None:
    assert s3_store._bucket.secret_key not in repr(Bucket("b", secret_key=s3_store._bucket.secret_key))


CONTENT = os.urandom(40 * BLOCK + 17)


class Service:
    """Gives stretches of the content, and counts."""

    def __init__(self) -> None:
        self.asked: list[Sequence[tuple[int, int]]] = []

    def __call__(self, stretches: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        self.asked.append(stretches)
        return [CONTENT[start:end] for start, end in stretches]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["read", "foresee", "end", "on"]),
            st.integers(0, len(CONTENT) + 5),
            st.integers(0, 12 * BLOCK),
        ),
        max_size=12,
    )
)
def test_a_ranged_file_reads_what_is_there(steps: list[tuple[str, int, int]]) -> None:
    with ThreadPoolExecutor(1) as ahead, RangedFile(Service(), len(CONTENT), ahead=ahead) as file:
        for verb, place, length in steps:
            if verb == "foresee":
                file.foresee([(place, length), (0, 3)])
                continue
            start = {"read": place, "end": max(0, len(CONTENT) - place), "on": file.tell()}[verb]
            file.seek(start)
            assert file.read(length) == CONTENT[start : start + length]
        file.seek(0)
        assert file.read() == CONTENT


def test_what_is_handed_on_once_takes_little_memory_and_nothing_beyond_its_end() -> None:
    asked: list[tuple[int, int]] = []

    def fetch(stretches: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        asked.extend(stretches)
        return [bytes(end - begin) for begin, end in stretches]

    start, end = 5, 40 * 1024**2 + 5
    with ThreadPoolExecutor(1) as ahead, RangedFile(fetch, 10**12, ahead=ahead) as file:
        file.stream_to(end)
        file.seek(start)
        while file.tell() < end:
            file.read(min(512 * 1024, end - file.tell()))
        assert max(to for _, to in asked) < end + BLOCK
        assert sum(to - begin for begin, to in asked) < end + BLOCK
        assert max(to - begin for begin, to in asked) <= 1024**2
        read = len(asked)
        file.seek(end - 3 * 1024**2)
        file.read(1)
        assert len(asked) == read + 1, "what was handed on is not kept"


def test_as_much_as_a_file_claims_is_not_foreseen() -> None:
    asked: list[int] = []

    def fetch(stretches: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        asked.extend(end - begin for begin, end in stretches)
        return [bytes(end - begin) for begin, end in stretches]

    with ThreadPoolExecutor(1) as ahead, RangedFile(fetch, 500 * 1024**4, ahead=ahead) as file:
        file.foresee([(place, 2**62) for place in (0, 2**40)])
        assert sum(asked) <= 8 * 1024**2


def test_what_is_foreseen_is_one_round_and_who_reads_on_gets_more_at_once() -> None:
    service = Service()
    with ThreadPoolExecutor(1) as ahead, RangedFile(service, len(CONTENT), ahead=ahead) as file:
        places = [0, 10 * BLOCK, 20 * BLOCK]
        file.foresee([(place, 100) for place in places])
        for place in places:
            file.seek(place)
            file.read(100)
        assert [len(stretches) for stretches in service.asked] == [3]
        service.asked.clear()
        file.seek(0)
        while file.read(BLOCK):
            pass
        assert len(service.asked) < 12


def test_who_reads_a_deleted_blob_is_told(s3_store: S3Blobs) -> None:
    key = s3_store.put([b"x" * 100]).key
    with s3_store.open(key) as file:
        s3_store.delete(key)
        with pytest.raises(BlobNotFound):
            file.read()
