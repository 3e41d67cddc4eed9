"""The S3 server of the tests: a real Swift, started by the first test that needs one and shared by all processes.

Where the file system has no user xattrs it cannot run: its tests are skipped in one visible line, unless
THEATRUM_REQUIRE_BROWSER (which CI sets) forbids that.
"""

import fcntl
import os
import secrets
import socket
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support import browser, engines
from theatrum.drivers.blobs.s3.connection import Bucket, Connection

MISSING = "no S3 server: the temporary directory is on a file system without user xattrs"
LEAST_PART = 16
_PROGRAM = Path(__file__).with_name("swift_server.py")


@dataclass(frozen=True)
class Service:
    """A running S3 service, and the key of its one account."""

    endpoint: str
    access_key: str = "test:tester"
    secret_key: str = "testing"

    def bucket(self, *, prefix: str = "") -> Bucket:
        """Return a new, empty place in this process' bucket; parts may be small, so that tests need not be large."""
        return replace(_bucket(self), prefix=prefix or f"files/{secrets.token_hex(6)}")

    def allow_pages(self, bucket: Bucket) -> None:
        """Let pages of any origin send parts; Swift keeps this in headers of its own API."""
        for name in (bucket.name, f"{bucket.name}+segments"):
            self.native("PUT", name, headers={"X-Container-Meta-Access-Control-Allow-Origin": "*"})

    def native(self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """Ask Swift's own API, for what S3's cannot say; the path is below the account."""
        key = {"X-Auth-User": self.access_key, "X-Auth-Key": self.secret_key}
        account = _ask("GET", f"{self.endpoint}/auth/v1.0", headers=key)
        allowed = {"X-Auth-Token": account["X-Auth-Token"], **(headers or {})}
        _ask(method, f"{account['X-Storage-Url']}/{path}", content=content, headers=allowed)


def _ask(method: str, url: str, *, headers: Mapping[str, str], content: bytes | None = None) -> Any:
    request = urllib.request.Request(url, data=content, method=method, headers=dict(headers))  # noqa: S310  # ours
    with urllib.request.urlopen(request) as answer:  # noqa: S310  # ours
        return answer.headers


@cache
def _bucket(service: Service) -> Bucket:
    made = Bucket(
        name=f"bucket-{secrets.token_hex(6)}",
        endpoint=service.endpoint,
        access_key=service.access_key,
        secret_key=service.secret_key,
        least_part=LEAST_PART,
    )
    client(made).create_bucket(Bucket=made.name)
    return made


def client(bucket: Bucket) -> Any:
    """Return boto3's client, to look into a bucket past the store."""
    return Connection(bucket).parts


@cache
def service() -> Service:
    """Return the session's S3 service, started if need be; skips the test where it cannot run."""
    folder = engines.session_root() / "s3"
    folder.mkdir(exist_ok=True)
    if not _has_xattrs(folder):
        if browser.is_required():
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with (folder / "starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Held to the end of this process: the server ends when nobody holds it any more.
        fcntl.flock(os.open(folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC), fcntl.LOCK_SH)
        port = folder / "port"
        if not port.exists() or not _answers(int(port.read_text())):
            port.unlink(missing_ok=True)
            _start(folder)
        return Service(f"http://127.0.0.1:{int(port.read_text())}")


def _start(folder: Path) -> None:
    """Start the server, and return when it says its port."""
    reading, writing = os.pipe()
    told = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    # No ``Popen``: the server may outlive this process, and nobody here waits for its end.
    os.posix_spawn(
        sys.executable,
        [sys.executable, "-W", "ignore", str(_PROGRAM), str(folder)],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, writing, 1),
            (os.POSIX_SPAWN_OPEN, 2, str(folder / "log"), told, 0o600),
        ],
    )
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        if said.readline() != b"ready\n":
            pytest.fail(f"the S3 server did not start:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def _has_xattrs(folder: Path) -> bool:
    probe = folder / "probe"
    probe.touch()
    try:
        os.setxattr(probe, "user.theatrum", b"1")
    except OSError:
        return False
    return True
