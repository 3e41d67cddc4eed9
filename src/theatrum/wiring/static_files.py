"""Gathers the pages' static files into the data directory, whenever those of this version are others."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect(root: Path) -> bool:
    """Gather the files if those in ``root`` are not today's; tells whether it did."""
    stamp_file = root.with_name(f"{root.name}.stamp")
    stamp = _stamp()
    if root.is_dir() and stamp_file.exists() and stamp_file.read_text() == stamp:
        return False
    root.mkdir(exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, stdout=io.StringIO())
    stamp_file.write_text(stamp)
    return True


def _stamp() -> str:
    digest = hashlib.sha256()
    for line in sorted(_facts()):
        digest.update(line.encode())
    return digest.hexdigest()


def _facts() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            status = Path(storage.path(path)).stat()
            yield f"{path} {status.st_size} {status.st_mtime_ns}\n"
