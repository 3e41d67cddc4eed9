"""Whatever call a process dies at, what it had reported done is done, and the upload goes on.

Each case runs the whole life of an upload in a process that dies at its n-th change of the disk, for
every n there is.
"""

import hashlib
import multiprocessing
from pathlib import Path

import pytest

from tests.drivers.blobs.conftest import KEY, send
from tests.drivers.blobs.failing_disk import FailingDisk, Failure
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.protocol import Digest
from theatrum.drivers.blobs.signing import UrlSigner

PART = 9000
CONTENT = bytes(range(256)) * 80
FIRST_TRY = CONTENT[:PART][::-1]
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def _store(root: Path) -> LocalBlobs:
    return LocalBlobs(root, signer=UrlSigner(KEY, base_url="http://localhost"))


def _part(number: int) -> bytes:
    return CONTENT[(number - 1) * PART : number * PART]


def _live(root: Path, failure: Failure, at: int, told: Path) -> None:
    """Upload, part 1 first with other bytes, part 2 twice; complete; store a report. Tell what is done."""
    FailingDisk(failure, at).install()
    with told.open("a", buffering=1) as done:
        store = _store(root)
        upload = store.begin("u", size=len(CONTENT), part_size=PART)
        for number, content in ((3, _part(3)), (1, FIRST_TRY), (2, _part(2)), (2, _part(2)), (1, _part(1))):
            if number == 1:
                print("part 1=", file=done)
            held = send(store, upload, number, content, piece=5000)
            print(f"part {number}={held.md5}", file=done)
        key = store.complete(upload)
        print(f"complete={key}", file=done)
        store.compute_digest(key)
        print(f"put={store.put([b'report']).key}", file=done)
        store.close()


@pytest.mark.parametrize("failure", list(Failure))
def test_upload_survives_death_at_every_call(tmp_path: Path, failure: Failure) -> None:
    at, exit_code = 0, -9
    while exit_code == -9:
        at += 1
        root, told = tmp_path / str(at), tmp_path / f"{at}.told"
        process = _PROCESSES.Process(target=_live, args=(root, failure, at, told))
        process.start()
        process.join()
        exit_code = process.exitcode or 0
        _check(root, _done(told))
    assert exit_code == 0
    assert at > 40, "the process must have died at many places before it lived"


def _done(told: Path) -> dict[str, str]:
    done: dict[str, str] = {}
    for line in told.read_text().splitlines() if told.exists() else ():
        name, value = line.split("=")
        if value:
            done[name] = value
        else:
            done.pop(name, None)
    return done


def _check(root: Path, done: dict[str, str]) -> None:
    store = _store(root)
    try:
        upload = store.begin("u", size=len(CONTENT), part_size=PART)
        held = store.held_parts(upload)
        place = store._folders.visit(upload, lambda folder: (folder / "content").read_bytes())
        for number, part in held.items():
            on_disk = place[(number - 1) * PART : number * PART]
            assert hashlib.md5(on_disk, usedforsecurity=False).hexdigest() == part.md5, f"part {number} lies"
        for number in (1, 2, 3):
            if f"part {number}" in done:
                assert held[number].md5 == done[f"part {number}"], f"part {number} was lost"
        if "complete" in done:
            assert store.exists(done["complete"])
        if "put" in done:
            with store.open(done["put"]) as file:
                assert file.read() == b"report"
        _go_on(store, upload, completed=store.exists(upload))
    finally:
        store.close()


def _go_on(store: LocalBlobs, upload: str, *, completed: bool) -> None:
    if not completed:
        for number in (1, 2, 3):
            send(store, upload, number, _part(number), piece=5000)
    key = store.complete(upload)
    with store.open(key) as file:
        assert file.read() == CONTENT
    digest = Digest(hashlib.md5(CONTENT, usedforsecurity=False).hexdigest(), hashlib.sha256(CONTENT).hexdigest())
    assert store.compute_digest(key) == digest
    taken = store._room.taken
    assert taken >= store.recount(), "a crash may leave the count too high, never too low"
