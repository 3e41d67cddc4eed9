"""The two hooks of this room: who answers for an object's files, and who locks them."""

from collections.abc import Collection

import pytest

from tests.factories.entities import make_handle, make_person
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.repository.access.permissions import ANONYMOUS, Actor
from theatrum.repository.files import associations, locks, queries
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import FileHandle, Verification


def test_claims_of_a_type_go_to_its_resolver_at_once() -> None:
    asked: list[int] = []

    def odd_only(_: Actor, claims: Collection[Claim]) -> list[Claim]:
        asked.append(len(claims))
        return [claim for claim in claims if claim.handle_id % 2]

    associations.register("TestThing", odd_only)
    claims = [Claim(number, "TestThing", "1") for number in range(4)]
    stranger = Claim(1, "Nobody's", "1")
    assert associations.allowed(ANONYMOUS, [*claims, stranger]) == {claims[1], claims[3]}
    assert asked == [4]


@pytest.mark.django_db
def test_lock_on_one_handle_locks_the_bytes_for_all() -> None:
    ana, cleo = make_person("ana"), make_person("cleo")
    mine, copy = make_handle(ana), make_handle(make_person("bob"))
    FileHandle.objects.filter(pk=copy.pk).update(key=mine.key)
    assert queries.is_locked(mine.key) is False

    def lock(actor: Actor, handles: Collection[FileHandle]) -> dict[int, str]:
        is_held = actor.id != cleo.id
        return {handle.pk: "Ask Cleo." for handle in handles if is_held and handle.created_by == ana.id}

    locks.register(lock)
    try:
        assert queries.is_locked(mine.key) is True
        # An address says for whom it is, and through which handle.
        assert queries.is_locked(mine.key, queries.reader_of(ana, mine)) is True
        assert queries.is_locked(mine.key, queries.reader_of(cleo, mine)) is False
        assert queries.is_locked(mine.key, queries.reader_of(ana, copy)) is False
        locks.require_open(ana, copy)
        locks.require_open(cleo, mine)
        with pytest.raises(FileIsLocked, match=rf"^File {mine.pk} is locked.*Ask Cleo\.$"):
            locks.require_open(ana, mine)
    finally:
        locks.unregister(lock)


@pytest.mark.django_db
def test_bytes_of_no_good_handle_are_not_there() -> None:
    handle = make_handle(make_person("ana"))
    FileHandle.objects.filter(pk=handle.pk).update(verification=Verification.FAILED)
    for key in (handle.key, "nobody's"):
        with pytest.raises(BlobNotFound):
            queries.is_locked(key)
