"""Everything about files whose bytes are in a bucket of a real S3 server: the client, a page, screening, a purge."""

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.contract.installed import Client
from tests.flows.caller import Caller
from tests.flows.privacy_office import seed, settled
from tests.support import s3
from tests.support.installations import Installation, migrated_installation
from theatrum.drivers.blobs.s3.connection import Bucket

# Two parts of the client's 8 MiB.
READS = b"".join(b"@read:%09d\nACGTACGTACGTACGT\n+\nFFFFFFFFFFFFFFFF\n" % number for number in range(180_000))
PART = 5 * 1024**2
PLANTED = b"ask maria.lopez@example.org\n"


@pytest.fixture
def bucket() -> Bucket:
    return s3.service().bucket()


@pytest.fixture
def installation(tmp_path: Path, bucket: Bucket) -> Installation:
    made = migrated_installation(tmp_path)
    made.environment |= {
        "THEATRUM_BLOBS_URL": f"s3://{bucket.name}/{bucket.prefix}",
        "THEATRUM_BLOBS_ENDPOINT": bucket.endpoint,
        "THEATRUM_BLOBS_ACCESS_KEY": bucket.access_key,
        "THEATRUM_BLOBS_SECRET_KEY": bucket.secret_key,
    }
    return made


def test_the_whole_life_of_files_in_a_bucket(
    installation: Installation, bucket: Bucket, client: Client, tmp_path: Path
) -> None:
    known = seed(installation)
    folder = known["folders"]["scRNA_seq/Level_1"]
    with installation.serving() as server:
        desk = _Desk(installation, client, server.url, known["tokens"]["uploader"], tmp_path)
        assert desk.store_and_get("HTA201_1_D1.fastq", READS, folder) == READS
        uploader = Caller(server.url, [], known["tokens"]["uploader"])
        officer = Caller(server.url, [], known["tokens"]["officer"])
        uploader.sign_in("uploader", known["password"])
        officer.sign_in("officer", known["password"])
        made = _upload_on_page(uploader, folder, "HTA201_1_D2_notes.txt", PLANTED)
        found = settled(installation)
        (number, key), *_ = ((one, found.keys[one]) for one, state in found.states.items() if state == "blocked")
        assert key in _names(bucket)
        for name in ("/file?redirect=false", "/file"):
            assert uploader.get(f"/repo/v1/entity/{made}{name}").status == 403
        (incident,) = found.incidents
        assert officer.send(f"/privacy/incidents/{incident}/act", verb="purge").status == 302
        purged = settled(installation)
        assert purged.purged == [int(number)]
        assert key not in _names(bucket)
        # Whatever the server itself has written is there too, and nothing is on its disk.
        assert set(purged.keys.values()) - {key, ""} <= _names(bucket)
        assert list((installation.data / "blobs").rglob("content")) == []
        assert server.stop() == 0
    doctor = installation.run("doctor")
    assert "uploads and ranges work" in doctor.stdout, doctor.stdout + doctor.stderr
    assert "have no bytes" not in doctor.stdout


def _names(bucket: Bucket) -> set[str]:
    pages = s3.client(bucket).get_paginator("list_objects_v2").paginate(Bucket=bucket.name, Prefix=bucket.path(""))
    return {one["Key"].rpartition("/")[2] for page in pages for one in page.get("Contents", ())}


def _upload_on_page(caller: Caller, folder: str, name: str, content: bytes) -> str:
    """Upload as the page's script does; returns the id of the file."""
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    wanted = {"name": name, "contentType": "text/plain", "md5": md5, "size": len(content), "partSize": PART}
    begun = _ask(caller, f"/entities/{folder}/uploads", wanted)
    url = _ask(caller, f"/uploads/{begun['id']}/parts", {"parts": [1]})["urls"]["1"]
    assert caller.ask("PUT", url, content).status == 200
    assert _ask(caller, f"/uploads/{begun['id']}/parts/1", {"md5": md5})["isGood"]
    handle = _ask(caller, f"/uploads/{begun['id']}/complete", {})["handle"]
    placed = _ask(caller, f"/entities/{folder}/files", {"name": name, "handle": handle})
    return str(placed["id"])


def _ask(caller: Caller, path: str, body: dict[str, object]) -> Any:
    answer = caller.ask("POST", path, body, **{"X-CSRFToken": caller.csrf_token})
    assert answer.status == 200, answer
    return answer.json


class _Desk:
    """A submitter's desk, with the client's own command line."""

    def __init__(self, installation: Installation, client: Client, url: str, token: str, folder: Path) -> None:
        self._client = client
        self._folder = folder
        self._config = folder / "client" / ".synapseConfig"
        self._config.parent.mkdir()
        done = installation.run("client-config", "--url", url, "--token", token, "--output", self._config)
        assert done.returncode == 0, done.stderr

    def store_and_get(self, name: str, content: bytes, folder: str) -> bytes:
        """Upload a file, and return it as it is downloaded again."""
        (self._folder / name).write_bytes(content)
        stored = self._run("store", str(self._folder / name), "--parentId", folder)
        number = stored.partition("syn")[2].split()[0].strip(".")
        (self._folder / "got").mkdir()
        self._run("get", f"syn{number}", "--downloadLocation", str(self._folder / "got"))
        return (self._folder / "got" / name).read_bytes()

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self._client.command, "--configPath", self._config, "--skip-checks", *arguments],
            env={"HOME": str(self._config.parent), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"synapse {arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr
