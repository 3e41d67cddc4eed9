"""The data directory as a place: it exists, is ours alone, and no other server is in it."""

import fcntl
import os
import socket
from pathlib import Path

from theatrum.kernel.settings import Settings
from theatrum.wiring.errors import CannotStart

# What may lie in a directory before its first start: ours from a start that was cut off, or a new disk's.
_NOTHING_YET = frozenset({"locks", "lost+found"})


def open_data_directory(data: Path) -> None:
    """Make the data directory if need be; what this process makes from now on is for its own user only.

    Raises CannotStart when it cannot be written, or holds something else than an installation.
    """
    require_root_key(data)
    _refuse_other_things(data)
    # The databases are made by libraries, and the directory may have been made by somebody else, open to all.
    os.umask(0o077)
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = data / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
        (data / "locks").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotStart(
            reason=f"The data directory {data} cannot be written ({error.strerror}). "
            "Make it writable for this user, or name another with --data."
        ) from error


def require_root_key(data: Path) -> None:
    """Raise CannotStart where the root key was lost: another in its place would hide that."""
    key = data / "secrets" / "root.key"
    if (data / "theatrum.sqlite3").exists() and not key.exists():
        raise CannotStart(
            reason=f"{key} is missing. Put it back from a backup: without it second factors, signed addresses and "
            "the proof of the audit log are lost."
        )


def _refuse_other_things(data: Path) -> None:
    # A home folder, or a slip of the finger such as "--data /": nothing of ours belongs between these.
    if not data.is_dir() or not os.access(data, os.R_OK) or (data / "secrets").is_dir():
        return
    others = sorted(path.name for path in data.iterdir() if path.name not in _NOTHING_YET)
    if others:
        raise CannotStart(
            reason=f"{data} is no installation and holds other things ({', '.join(others[:3])}). "
            "Name an empty or a new directory with --data."
        )


class Lock:
    """The right to serve a data directory, held as long as this process or one of its children lives."""

    def __init__(self, data: Path) -> None:
        path = data / "locks" / "serve"
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self.descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(self.descriptor)
            raise CannotStart(
                reason=f"The data directory {data} is served already, by process {holder or 'unknown'}. "
                "Stop that one, or name another directory with --data."
            ) from None
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the right back."""
        os.close(self.descriptor)


def require_free_port(settings: Settings) -> None:
    """Raise CannotStart when an address cannot be listened on: that of the pages, and that of mail where it is set."""
    _require_free(settings.host, settings.port, "Name another port with --port.")
    if settings.mail_in:
        host, _, port = settings.mail_in.rpartition(":")
        _require_free(host.strip("[]"), int(port), "Name another one in THEATRUM_MAIL_IN.")


def _require_free(host: str, port: int, advice: str) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        raise CannotStart(
            reason=f"Cannot listen on {host} port {port}: {error.strerror}. Is another server running there? {advice}"
        ) from error
