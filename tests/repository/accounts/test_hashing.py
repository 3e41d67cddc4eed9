"""Password hashing: argon2id at its real cost, and a cap on how much of it runs at once."""

import threading
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password

from tests.factories.accounts import PASSWORD
from tests.support.passwords import costly
from theatrum.repository.accounts import hashing


@pytest.fixture(autouse=True)
def _as_installed() -> Iterator[None]:
    with costly():
        yield


def test_hash_is_argon2id_of_64_mebibytes() -> None:
    hashed = hashing.hash_password(PASSWORD)
    assert hashed.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert check_password(PASSWORD, hashed)
    assert not check_password("wrong", hashed)


def test_unusable_password_fits_nothing() -> None:
    assert not check_password("", hashing.UNUSABLE)
    assert not check_password(hashing.UNUSABLE, hashing.UNUSABLE)


def test_hashes_beyond_the_cap_wait_their_turn() -> None:
    assert not hashing.is_busy()
    done: list[str] = []
    threads = [threading.Thread(target=lambda: done.append(hashing.hash_password("x"))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 5
    assert not hashing.is_busy()
