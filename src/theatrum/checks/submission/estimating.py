"""How long it takes to read files to their end: a stretch of the largest file of each kind is timed."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from theatrum.checks.formats.bytes import MEBIBYTE, Part, Stream
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.submission.found import Found

STRETCH = 16 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Estimate:
    """So many files and bytes take about so many seconds."""

    files: int
    bytes: int
    seconds: float


def estimate(files: Sequence[Found]) -> Estimate:
    """Say how long reading takes; files that cannot be opened take no time."""
    sizes: dict[str, list[tuple[int, Path]]] = defaultdict(list)
    for file in files:
        if file.size:
            sizes[file.path.suffix.casefold()].append((file.size, file.path))
    seconds = 0.0
    for same in sizes.values():
        largest, path = max(same)
        seconds += sum(size for size, _ in same) / largest * _timed(path, largest)
    every = [size for same in sizes.values() for size, _ in same]
    return Estimate(len(every), sum(every), seconds)


def _timed(path: Path, size: int) -> float:
    """Return in how many seconds a file would be read to its end, by its first stretch."""
    stretch = min(size, STRETCH)
    begun = time.perf_counter()
    try:
        with path.open("rb", buffering=0) as stream:
            inspect_file(Part(Stream(stream, size), 0, stretch), Asked(path.name, is_full=True, reads_texts=True))
    except OSError:
        return 0.0
    return (time.perf_counter() - begun) * size / stretch
