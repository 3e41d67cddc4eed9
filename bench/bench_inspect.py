"""What inspecting a large image costs: a sparse OME-TIFF of 10 GB, 40 channels in 6 levels, against tifffile.

    python bench/bench_inspect.py [GIGABYTES] [ROUNDS]

The baseline opens the same file with tifffile and lists its series and levels, in turns in the same run; only the
ratio means anything. Reads are what an object store would be asked for, each a request of its own. The disk needs room
for the directories only, where the file system keeps files sparse.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import tifffile

from theatrum.checks.formats.bytes import Stream
from theatrum.checks.formats.inspecting import Inspection, inspect_file
from theatrum.checks.formats.inspection import Asked

CHANNELS, LEVELS, TILE = 40, 6, 256
# A pyramid has a third more pixels than its largest level.
PIXELS_OF_BASE = 3 / 4


@dataclass
class Watched:
    """Bytes that remember what was read of them."""

    of: Stream
    reads: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``."""
        found = self.of.read_at(offset, length)
        self.reads.append(len(found))
        return found


def write_image(path: Path, gigabytes: float) -> None:
    """Write an OME-TIFF of zeros that are not stored."""
    side = int((gigabytes * 1e9 * PIXELS_OF_BASE / CHANNELS / 2) ** 0.5) // TILE * TILE
    about = {"axes": "CYX", "Channel": {"Name": [f"marker {number}" for number in range(CHANNELS)]}}
    with tifffile.TiffWriter(path, bigtiff=True, ome=True) as writer:
        for level in range(LEVELS):
            shape = (CHANNELS, side >> level, side >> level)
            kind = {"subfiletype": 1} if level else {"subifds": LEVELS - 1, "metadata": about}
            writer.write(None, shape=shape, dtype=np.uint16, tile=(TILE, TILE), **kind)


def inspect(path: Path, *, is_full: bool = False) -> tuple[Inspection, list[int]]:
    """Inspect the file; return what was seen, and the length of each read."""
    with path.open("rb", buffering=0) as stream:
        watched = Watched(Stream(stream, path.stat().st_size))
        return inspect_file(watched, Asked(path.name, is_full=is_full)), watched.reads


def list_series(path: Path) -> int:
    """Open the file with tifffile; return how many levels its first series has."""
    with tifffile.TiffFile(path) as file:
        return len(file.series[0].levels)


def taken(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall milliseconds of some work."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return 1e3 * (time.process_time() - cpu), 1e3 * (time.perf_counter() - wall)


def measure(path: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return how long each way took, in turns."""
    works: dict[str, Callable[[], object]] = {
        "inspected": lambda: inspect(path),
        "inspected with --full": lambda: inspect(path, is_full=True),
        "tifffile lists series": lambda: list_series(path),
    }
    rows: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            rows[name].append(taken(work))
    return rows


def main() -> None:
    """Write the file, measure, print."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "image.ome.tiff"
        write_image(path, gigabytes)
        rows = measure(path, rounds)
        seen, reads = inspect(path)
        seen_fully, all_reads = inspect(path, is_full=True)
        assert seen.facts["PYRAMID_LEVELS"] == LEVELS == list_series(path)
        assert seen.stopped is None
        assert seen_fully.was_full
        size, side = path.stat().st_size / 1e9, seen.facts["SIZE_X"]
    print(f"{size:.1f} GB, {CHANNELS} channels, {LEVELS} levels, {side} pixels a side")
    base = min(rows["tifffile lists series"])[0]
    for name, row in rows.items():
        cpu, wall = min(row)[0], min(wall for _, wall in row)
        print(f"  {name:24}{cpu:8.1f} ms CPU {wall:8.1f} ms on the clock {cpu / base:8.2f} times tifffile's CPU")
    for name, asked in (("by default", reads), ("with --full", all_reads)):
        print(f"  reads {name}: {len(asked)}, {sum(asked) / 1e6:.2f} MB in all")


if __name__ == "__main__":
    main()
