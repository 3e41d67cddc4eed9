"""The file of a backup: a tar whose last member lists every other one with its SHA-256.

A file without that list is one whose writing was interrupted, and nothing is restored from it.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, ClassVar

from theatrum.kernel.errors import DomainError, Kind

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1024**2
Facts = dict[str, object]
# No absolute names, no way up, nothing hidden: what we write, and all that we take.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


class BackupIsDamaged(DomainError):
    """The file is no backup, or not all of one."""

    code: ClassVar[str] = "wiring.backup_is_damaged"
    kind: ClassVar[Kind] = Kind.INVALID
    template: ClassVar[str] = "{path} cannot be restored: {reason}. Nothing was changed."


class ArchiveWriter:
    """Writes members one after the other, and the list of them at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115  # closed by finish
        self.members: dict[str, Facts] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file. Raises FileNotFoundError when it is gone."""
        with path.open("rb") as source:
            size = source.seek(0, io.SEEK_END)
            source.seek(0)
            self._add(name, source, size)

    def finish(self, facts: Facts) -> None:
        """Write the list, with some facts about the whole."""
        text = json.dumps({"format": FORMAT, **facts, "members": self.members}).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))
        self._tar.close()

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        reader = _HashingReader(source, size)
        self._tar.addfile(info, reader)  # type: ignore[arg-type]  # it needs read() only
        self.members[name] = {"size": size, "sha256": reader.hexdigest()}


def extract(path: Path, target: Path) -> Facts:
    """Write all members below a folder, checked, and return the facts about the whole. Raises BackupIsDamaged."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            manifest, found = _extract_all(tar, path, target)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BackupIsDamaged(path=path, reason=f"it is no backup, or damaged ({error})") from error
    if manifest is None:
        raise BackupIsDamaged(path=path, reason="its end is missing: it was not written to the end")
    if manifest.get("format") != FORMAT:
        raise BackupIsDamaged(path=path, reason="a newer Theatrum has written it")
    _compare(path, manifest, found)
    return manifest


def _extract_all(tar: tarfile.TarFile, path: Path, target: Path) -> tuple[Facts | None, dict[str, Facts]]:
    found: dict[str, Facts] = {}
    manifest: Facts | None = None
    for info, source in _members(tar, path):
        if info.name == MANIFEST:
            manifest = json.loads(source.read())
        else:
            found[info.name] = _write(target / info.name, source)
    return manifest, found


def _members(tar: tarfile.TarFile, path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for info in tar:
        source = tar.extractfile(info) if info.isreg() else None
        if source is None or not _NAME.fullmatch(info.name):
            raise BackupIsDamaged(path=path, reason=f"it holds {info.name!r}, which no backup holds")
        yield info, source


def _write(path: Path, source: IO[bytes]) -> Facts:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        path.chmod(0o600)
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += file.write(chunk)
    return {"size": size, "sha256": digest.hexdigest()}


def _compare(path: Path, manifest: Facts, found: dict[str, Facts]) -> None:
    listed = manifest.get("members")
    if not isinstance(listed, dict) or listed.keys() != found.keys():
        raise BackupIsDamaged(path=path, reason="files are missing in it")
    wrong = sorted(name for name, facts in found.items() if facts != listed[name])
    if wrong:
        raise BackupIsDamaged(path=path, reason=f"the checksum of {wrong[0]} is wrong")


class _HashingReader:
    """Reads exactly so many bytes, whatever becomes of the file meanwhile, and hashes them."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        self._source = source
        self._left = size
        self._digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        chunk = self._source.read(min(size, self._left))
        self._left -= len(chunk)
        self._digest.update(chunk)
        return chunk

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
