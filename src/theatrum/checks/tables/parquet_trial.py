"""Reads a Parquet file in a process of its own, to see whether that is safe.

Some damaged files make polars ask for more memory than any machine has, which ends the process and cannot be caught.
``python -m theatrum.checks.tables.parquet_trial PATH`` ends with 0 where the file can be read; PATH ``-`` is what comes
on standard input.
"""

import subprocess
import sys
from contextlib import closing
from io import BytesIO
from pathlib import Path

import polars as pl

from theatrum.checks.tables.source import Source

# Rows of one column are read at a time.
_STEP = 1_000_000
_MOST_MEMORY = 16 << 30
# What a Parquet file begins and ends with.
_MARK = b"PAR1"


def is_safe(source: Source) -> bool:
    """Return whether another process could read the file from the beginning to the end.

    Raises:
        OSError: No process can be started, or the file cannot be read.
    """
    if not _has_ends(source):
        return False  # no process is needed to see that
    from_disk = source.content is None and source.path is not None
    place = str(source.path) if from_disk else "-"
    command = [sys.executable, "-P", "-m", __name__, place]
    content = None if from_disk else source.read()
    tried = subprocess.run(  # noqa: S603  # this very program
        command, input=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return tried.returncode == 0


def _has_ends(source: Source) -> bool:
    with closing(source.open()) as stream:
        first = stream.read(len(_MARK))
        stream.seek(max(0, source.size() - len(_MARK)))
        return first == _MARK == stream.read(len(_MARK))


def read_through(source: Path | BytesIO) -> None:
    """Read each column of a file, a little at a time. Raises what polars raises."""
    lazy = pl.scan_parquet(source, glob=False)
    height = lazy.select(pl.len()).collect().item()
    for name in lazy.collect_schema():
        for start in range(0, height, _STEP):
            lazy.select(name).slice(start, _STEP).collect()


def _limit_memory() -> None:
    """Let a request for absurd amounts of memory fail at once, where the system can."""
    try:
        import resource  # optional dependency
    except ImportError:
        return  # Windows refuses such requests by itself
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = _MOST_MEMORY if hard == resource.RLIM_INFINITY else min(hard, _MOST_MEMORY)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    _limit_memory()
    place = sys.argv[1]
    read_through(BytesIO(sys.stdin.buffer.read()) if place == "-" else Path(place))
