"""The crosswalk on disk: for its owner's eyes, one writer at a time, whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from theatrum.checks.numbering.crosswalk import Crosswalk, is_crosswalk_name
from theatrum.checks.numbering.errors import CrosswalkInvalid
from theatrum.checks.profile.identifiers import IdentifierForms

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_OWNER = 0o600


@contextmanager
def opened(path: Path, forms: IdentifierForms) -> Iterator[Crosswalk]:
    """Yield a crosswalk, alone with it, and write what was added when all went well.

    A crosswalk that does not exist is begun. Others who want it wait. Raises CrosswalkInvalid, OSError.
    """
    if not is_crosswalk_name(path.name):
        fix = f"Call it {path.stem}.crosswalk.csv, so that no check and no upload takes it for a table."
        raise CrosswalkInvalid(file=path.name, problem="a crosswalk is not called so.", fix=fix)
    place = path.resolve()
    with _locked(place.with_name(f".{place.name}.lock")):
        crosswalk = _read(place, forms)
        yield crosswalk
        if crosswalk.added or not place.exists():
            _write(place, crosswalk.text())


def _read(path: Path, forms: IdentifierForms) -> Crosswalk:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Crosswalk(path.name)
    except UnicodeDecodeError as error:
        raise CrosswalkInvalid(file=path.name, problem="it is no text.", fix="Save it as CSV UTF-8.") from error
    return Crosswalk.parse(text, path.name, forms)


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.part")
    with suppress(FileNotFoundError):
        aside.unlink()
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file that stays: removing it would let two in."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER)
    try:
        if sys.platform == "win32":
            while not _taken(descriptor):
                pass  # each try waits ten seconds
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        except OSError:
            return False
        return True
