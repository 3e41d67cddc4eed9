"""Bytes that nothing knows of are deleted a day later, and nothing else is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.entities import make_person
from tests.repository.files.test_handles import stored
from tests.support.wire import PART, sign_in, upload_request
from theatrum.drivers import installation
from theatrum.drivers.blobs.installed import store
from theatrum.repository.files import lost as page
from theatrum.repository.files import orphans
from theatrum.repository.files.models import FileHandle, Upload, Verification
from theatrum.wiring import diagnosis

pytestmark = pytest.mark.django_db

# Stores bytes as a job does, and says so; nobody notes a handle any more.
PROGRAM = """
import sys, time
from pathlib import Path
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.signing import UrlSigner
blobs = LocalBlobs(Path(sys.argv[1]), signer=UrlSigner(b"k" * 32, base_url="http://localhost"))
print(blobs.put([b"half done"]).key, flush=True)
time.sleep(600)
"""


def folder_of(key: str) -> Path:
    return Path(installation.settings().data) / "blobs" / "blobs" / key[:2] / key[2:4] / key


def age(key: str, by: timedelta) -> None:
    moment = folder_of(key).stat().st_mtime - by.total_seconds()
    os.utime(folder_of(key), (moment, moment))


@pytest.fixture
def lost() -> Iterator[str]:
    """Bytes of a process that was killed before it noted their handle."""
    root = str(Path(installation.settings().data) / "blobs")
    with subprocess.Popen([sys.executable, "-c", PROGRAM, root], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        key = process.stdout.readline().strip()
        process.kill()
    assert store().exists(key)
    yield key
    store().delete(key)


def test_bytes_of_a_killed_process_go_after_a_day(lost: str) -> None:
    assert lost not in {one.key for one in orphans.orphans()}
    age(lost, timedelta(days=1, minutes=1))
    assert lost in {one.key for one in orphans.orphans()}
    assert dict(page.look().keys)[lost] == len(b"half done")
    told = {one.name: one for one in diagnosis._blobs(installation.settings())}  # one look of many
    assert "lost files" not in told or lost not in told["lost files"].message
    age(lost, timedelta(days=2))
    told = {one.name: one for one in diagnosis._blobs(installation.settings())}  # one look of many
    assert "belong to nothing" in told["lost files"].message
    assert orphans.sweep() >= 1
    assert not store().exists(lost)


def test_what_has_a_handle_or_an_upload_stays() -> None:
    ana = make_person("ana")
    handle, failed = stored(ana), stored(ana, "failed.csv")
    FileHandle.objects.filter(pk=failed.pk).update(verification=Verification.FAILED)
    begun = store().put([b"of an upload that goes on"]).key
    asked = sign_in(ana).post("/file/v1/file/multipart", upload_request(b"x", name="a.csv", part_size=PART))
    Upload.objects.filter(pk=asked.json["uploadId"]).update(ticket=begun)
    for key in (handle.key, failed.key, begun):
        age(key, timedelta(days=3))
    orphans.sweep()
    assert [store().exists(key) for key in (handle.key, failed.key, begun)] == [True, False, True]
