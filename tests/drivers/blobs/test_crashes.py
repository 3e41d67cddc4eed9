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
# The size of the parts, and how often at least a process dies before it lives.
UPLOADS = ((PART, 40), (len(CONTENT), 25))
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def _store(root: Path) -> LocalBlobs:
    return LocalBlobs(root, signer=UrlSigner(KEY, base_url="http://localhost"))


def _parts(size: int) -> dict[int, bytes]:
    pieces = (CONTENT[start : start + size] for start in range(0, len(CONTENT), size))
    return dict(enumerate(pieces, start=1))


def _sendings(size: int) -> list[tuple[int, bytes]]:
    """Return the last part, the first with other bytes, all others, all others again, and the first as it is."""
    parts = _parts(size)
    others = [(number, part) for number, part in parts.items() if number > 1]
    return [*others[-1:], (1, parts[1][::-1]), *others[:-1], *others[:-1], (1, parts[1])]


def _live(root: Path, failure: Failure, at: int, told: Path, size: int) -> None:
    """Upload in parts of this size; complete; store a report. Tell what is done."""
    FailingDisk(failure, at).install()
    with told.open("a", buffering=1) as done:
        store = _store(root)
        upload = store.begin("u", size=len(CONTENT), part_size=size)
        for number, content in _sendings(size):
            if number == 1:
                print("part 1=", file=done)
            held = send(store, upload, number, content, piece=5000)
            print(f"part {number}={held.md5}", file=done)
        key = store.complete(upload)
        print(f"complete={key}", file=done)
        store.compute_digest(key)
        print(f"put={store.put([b'report']).key}", file=done)
        store.close()


@pytest.mark.parametrize(("size", "deaths"), UPLOADS)
@pytest.mark.parametrize("failure", list(Failure))
def test_upload_survives_death_at_every_call(tmp_path: Path, failure: Failure, size: int, deaths: int) -> None:
    at, exit_code = 0, -9
    while exit_code == -9:
        at += 1
        root, told = tmp_path / str(at), tmp_path / f"{at}.told"
        process = _PROCESSES.Process(target=_live, args=(root, failure, at, told, size))
        process.start()
        process.join()
        exit_code = process.exitcode or 0
        _check(root, _done(told), size)
    assert exit_code == 0
    assert at > deaths, "the process must have died at many places before it lived"


def _done(told: Path) -> dict[str, str]:
    done: dict[str, str] = {}
    for line in told.read_text().splitlines() if told.exists() else ():
        name, value = line.split("=")
        if value:
            done[name] = value
        else:
            done.pop(name, None)
    return done


def _check(root: Path, done: dict[str, str], size: int) -> None:
    store = _store(root)
    try:
        upload = store.begin("u", size=len(CONTENT), part_size=size)
        held = store.held_parts(upload)
        place = store._folders.visit(upload, lambda folder: (folder / "content").read_bytes())
        for number, part in held.items():
            on_disk = place[(number - 1) * size : number * size]
            assert hashlib.md5(on_disk, usedforsecurity=False).hexdigest() == part.md5, f"part {number} lies"
        for number in _parts(size):
            if f"part {number}" in done:
                assert held[number].md5 == done[f"part {number}"], f"part {number} was lost"
        if "complete" in done:
            assert store.exists(done["complete"])
        if "put" in done:
            with store.open(done["put"]) as file:
                assert file.read() == b"report"
        _go_on(store, upload, {} if store.exists(upload) else _parts(size))
    finally:
        store.close()


def _go_on(store: LocalBlobs, upload: str, parts: dict[int, bytes]) -> None:
    for number, content in parts.items():
        send(store, upload, number, content, piece=5000)
    key = store.complete(upload)
    with store.open(key) as file:
        assert file.read() == CONTENT
    digest = Digest(hashlib.md5(CONTENT, usedforsecurity=False).hexdigest(), hashlib.sha256(CONTENT).hexdigest())
    assert store.compute_digest(key) == digest
    taken = store._room.taken
    assert taken >= store.recount(), "a crash may leave the count too high, never too low"
