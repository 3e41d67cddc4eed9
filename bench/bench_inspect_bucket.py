"""What inspecting a large image costs where it lies in a bucket: a sparse OME-TIFF of 10 GB on a real S3 server.

    python bench/bench_inspect_bucket.py [GIGABYTES] [ROUNDS] [MILLISECONDS]

The server is Swift on this machine. The image is an object whose empty stretches are one stretch of zeros, named again
and again, so that it takes no room. Inspected as the server does it, with what comes next foreseen, against the same
reads one after another, in turns in the same run: only the ratio means anything. MILLISECONDS are added to each round
of requests, as a network does.
"""

import base64
import json
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from bench.bench_inspect import CHANNELS, LEVELS, write_image
from tests.support import s3
from theatrum.checks.formats.bytes import Stream
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked as Looked
from theatrum.drivers.blobs.s3.connection import Bucket
from theatrum.drivers.blobs.s3.reading import Fetch, RangedFile
from theatrum.drivers.blobs.s3.store import S3Blobs
from theatrum.drivers.blobs.signing import UrlSigner

_ZEROS = 64 * 1024**2
_PIECE = 4096
_CHUNK = 16 * 1024**2
_EMPTY = bytes(_CHUNK)
_SIDE_BY_SIDE = 10  # requests that obstore has under way at once


@dataclass
class Asked:
    """What is asked of the store. Each round of requests waits as a network does."""

    of: Fetch
    pause: float
    rounds: int = 0
    requests: int = 0
    volume: int = 0

    def __call__(self, stretches: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        """See ``Fetch``."""
        rounds = -(-len(stretches) // _SIDE_BY_SIDE)
        self.rounds += rounds
        self.requests += len(stretches)
        time.sleep(self.pause * rounds)
        found = self.of(stretches)
        self.volume += sum(map(len, found))
        return found


@dataclass
class Blind:
    """A file that cannot make use of what is foreseen: its reads come one after another."""

    of: Stream

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``."""
        return self.of.read_at(offset, length)


def stretches(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lengths of all stretches of a file, with their bytes; none where they are zeros."""
    empty = 0
    for piece in _pieces(path):
        if piece == _EMPTY[: len(piece)]:
            empty += len(piece)
            continue
        yield empty, b""
        yield len(piece), piece
        empty = 0
    yield empty, b""


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(_CHUNK):
            if chunk == _EMPTY:
                yield chunk
                continue
            yield from (chunk[start : start + _PIECE] for start in range(0, len(chunk), _PIECE))


def put_image(service: s3.Service, bucket: Bucket, key: str, path: Path) -> None:
    """Put a file into the bucket, its zeros as one stretch that is named as often as needed."""
    zeros = f"{bucket.name}/zeros"
    service.native("PUT", zeros, content=bytes(_ZEROS))
    manifest: list[dict[str, str]] = []
    for length, piece in stretches(path):
        if piece:
            manifest.append({"data": base64.b64encode(piece).decode()})
        for done in range(0, 0 if piece else length, _ZEROS):
            part = min(_ZEROS, length - done)
            manifest.append({"path": f"/{zeros}", "range": f"0-{part - 1}"})
    target = f"{bucket.name}/{bucket.path(key)}?multipart-manifest=put"
    service.native("PUT", target, content=json.dumps(manifest).encode())


def inspect(store: S3Blobs, key: str, pause: float, *, foreseen: bool) -> tuple[float, Asked]:
    """Inspect the image; return seconds on the clock, and what was asked."""
    began = time.perf_counter()
    asked = Asked(partial(store.read_ranges, key), pause)
    size = store.stat(key).size
    with ThreadPoolExecutor(1) as ahead, RangedFile(asked, size, ahead=ahead) as file:
        stream = Stream(cast(BinaryIO, file), size)
        seen = inspect_file(stream if foreseen else Blind(stream), Looked("image.ome.tiff"))
    assert seen.facts["PYRAMID_LEVELS"] == LEVELS
    assert seen.stopped is None
    return time.perf_counter() - began, asked


def main() -> None:
    """Put the image, measure, print."""
    given = [float(one) for one in sys.argv[1:4]]
    gigabytes, rounds, pause = (*given, *(10.0, 5.0, 10.0)[len(given) :])
    service = s3.service()
    bucket = service.bucket()
    store = S3Blobs(bucket, owner="bench", signer=UrlSigner(secrets.token_bytes(16), base_url="http://localhost"))
    key = secrets.token_hex(32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "image.ome.tiff"
        write_image(path, gigabytes)
        put_image(service, bucket, key, path)
    ways = {"one after another": False, "foreseen": True}
    rows: dict[str, list[tuple[float, Asked]]] = {name: [] for name in ways}
    for _ in range(int(rounds)):
        for name, foreseen in ways.items():
            rows[name].append(inspect(store, key, pause / 1000, foreseen=foreseen))
    print(f"{store.stat(key).size / 1e9:.1f} GB, {CHANNELS} channels, {LEVELS} levels, {pause:.0f} ms a round")
    base = min(seconds for seconds, _ in rows["one after another"])
    for name, row in rows.items():
        seconds, asked = min(row, key=lambda one: one[0])
        print(
            f"  {name:20}{asked.requests:6} requests in {asked.rounds:4} rounds, {asked.volume / 1e6:6.2f} MB, "
            f"{1000 * seconds:7.0f} ms, {seconds / base:5.2f} times"
        )
    store.close()


if __name__ == "__main__":
    main()
