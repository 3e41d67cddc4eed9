"""Backup and restore of a whole installation, while it is served.

Blobs never change and are copied as they are. The database is copied last; then the blobs that came
meanwhile. Should one of those it needs be gone by then (deleted after the copy), a new copy is made. Blobs in a bucket
are not copied.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from theatrum.doors.cli.composition import Archive, Progress
from theatrum.drivers.blobs.folders import CONTENT, RECORD, Folders
from theatrum.kernel import clock
from theatrum.kernel.settings import Settings
from theatrum.wiring import archive_file, environment, installing, snapshots
from theatrum.wiring.archive_file import ArchiveWriter
from theatrum.wiring.errors import CannotStart

_FOLDERS = ("secrets", "mail")
_MOST_ROUNDS = 10


def backup(target: Path, *, progress: Progress, **overrides: object) -> Archive:
    """Write everything into one new file, readable by its owner only.

    Raises CannotStart, PostgresqlToolMissing.
    """
    settings = installing.open_existing(**overrides)
    if target.exists():
        raise CannotStart(reason=f"{target} exists already. Name a new file: a backup never replaces another.")
    partial = target.with_name(f"{target.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            writer = ArchiveWriter(file)
            _write(settings, writer, progress)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Archive(path=target, files=len(writer.members), size=target.stat().st_size)


def restore(source: Path, **overrides: object) -> Archive:
    """Make an installation from a backup, in a directory that is empty or absent.

    Everything is checked aside before it is put in place. Raises BackupIsDamaged, CannotStart,
    PostgresqlToolMissing.
    """
    settings = environment.read_settings(**overrides)
    data = settings.data
    if not source.is_file():
        raise CannotStart(reason=f"There is no file {source}.")
    if data.exists() and any(data.iterdir()):
        raise CannotStart(reason=f"{data} is not empty. Restore into a new directory, look, then switch.")
    data.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{data.name}-", dir=data.parent))
    try:
        manifest = archive_file.extract(source, aside)
        _load_database(settings, str(manifest.get("database")), aside)
        if data.exists():
            data.rmdir()
        os.sync()  # all of it is on the disk before it is called an installation
        aside.rename(data)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    members = manifest["members"]
    return Archive(path=data, files=len(members) if isinstance(members, dict) else 0, size=source.stat().st_size)


def _write(settings: Settings, writer: ArchiveWriter, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.data) as place:
        for _ in range(_MOST_ROUNDS):
            files, keys = snapshots.take(settings, Path(place))
            # What is in a bucket is kept safe there, by what the service has for that.
            if settings.blobs_url or _add_blobs(settings.data, writer, keys, progress):
                break
        else:
            raise CannotStart(reason="Files are deleted faster than they can be copied. Run the backup again later.")
        for file in files:
            writer.add(file.name, file)
    for name, path in _small_files(settings.data):
        writer.add(name, path)
    kind = "postgresql" if settings.database_url else "sqlite"
    writer.finish({"version": version("theatrum"), "made_at": clock.wire_time(clock.now()), "database": kind})


def _add_blobs(data: Path, writer: ArchiveWriter, keys: set[str], progress: Progress) -> bool:
    """Add the blobs that are not in the archive yet; tells whether all of them were there."""
    folders, is_whole = Folders(data / "blobs"), True
    for number, key in enumerate(sorted(keys), 1):
        for part in (RECORD, CONTENT):
            path = folders.blob(key) / part
            name = path.relative_to(data).as_posix()
            if name in writer.members:
                continue
            try:
                writer.add(name, path)
            except FileNotFoundError:
                is_whole = False
        progress(number, len(keys))
    return is_whole


def _small_files(data: Path) -> Iterator[tuple[str, Path]]:
    for folder in _FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(data).as_posix(), path


def _load_database(settings: Settings, kind: str, aside: Path) -> None:
    if (kind == "postgresql") != bool(settings.database_url):
        wanted = "Set THEATRUM_DATABASE_URL to" if kind == "postgresql" else "Unset THEATRUM_DATABASE_URL, and not use"
        raise CannotStart(reason=f"This backup is of {kind}. {wanted} an empty PostgreSQL database.")
    if kind == "postgresql":
        if not snapshots.is_empty(settings.database_url):
            raise CannotStart(reason="The database of THEATRUM_DATABASE_URL is not empty. Name a new one.")
        dump = aside / snapshots.DUMP_FILE
        snapshots.load_dump(settings.database_url, dump)
        dump.unlink()
