"""Handles of bytes that the server made, and the jobs that look after bytes."""

import hashlib

import pytest

from tests.factories.entities import make_person
from theatrum.drivers.blobs import installed
from theatrum.drivers.blobs.protocol import Digest
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import jobs
from theatrum.repository.files.actions import handles
from theatrum.repository.files.errors import UploadIsInvalid
from theatrum.repository.files.models import FileHandle, Verification

pytestmark = pytest.mark.django_db

CONTENT = b"row_index,is_valid\n0,true\n"


@pytest.fixture
def ana() -> Actor:
    return make_person("ana")


def stored(actor: Actor, name: str = "validation.csv") -> FileHandle:
    blob = installed.store().put([CONTENT])
    with writing():
        return handles.create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type="text/csv")


def test_handle_of_the_servers_own_bytes_is_verified(ana: Actor) -> None:
    handle = stored(ana)
    assert handle.verification == Verification.VERIFIED
    assert handle.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with installed.store().open(handle.key) as file:
        assert file.read() == CONTENT
    assert not Job.objects.exists()


def test_servers_own_file_needs_a_name_like_any_other(ana: Actor) -> None:
    with pytest.raises(UploadIsInvalid):
        stored(ana, "../etc/passwd")


def test_verification_is_settled_once(ana: Actor) -> None:
    handle = stored(ana)
    with writing():
        handles.settle_verification(handle_id=handle.pk, digest=Digest(md5="0" * 32, sha256="0" * 64))
    handle.refresh_from_db()
    assert handle.verification == Verification.VERIFIED


def test_verifying_a_handle_that_is_gone_does_nothing(ana: Actor) -> None:
    handle = stored(ana)
    FileHandle.objects.filter(pk=handle.pk).delete()
    jobs.verify_handle(handle_id=handle.pk)


def test_bytes_that_a_handle_needs_are_not_deleted(ana: Actor) -> None:
    handle = stored(ana)
    jobs.delete_bytes(blob=handle.key)
    assert installed.store().exists(handle.key)
    FileHandle.objects.filter(pk=handle.pk).delete()
    jobs.delete_bytes(blob=handle.key)
    assert not installed.store().exists(handle.key)
    jobs.delete_bytes(blob=handle.key)
