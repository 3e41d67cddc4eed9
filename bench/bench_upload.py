"""What an upload costs: our byte plane against ``cp`` and against the same server without checksums and fsync.

    python bench/bench_upload.py [MEBIBYTES] [ROUNDS]

All ways are measured in turns in one run, so that a busy machine is busy for all. CPU seconds a
gigabyte (of the server's processes alone) is the figure to trust; only ratios within one run mean
anything. Parts are 8 MiB, as the Python client of Synapse sends them, over two connections.
"""

import contextlib
import hashlib
import http.client
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.protocol import Digest
from theatrum.drivers.blobs.signing import UrlSigner

PART = 8 * 1024**2
CONNECTIONS = 2
PORT = 18_460
BASELINE_PORT = 18_461
TICKS = os.sysconf("SC_CLK_TCK")
Cost = tuple[float, float]
"""CPU seconds and wall seconds."""


@contextlib.contextmanager
def served(module: str, port: int, **environment: str) -> Iterator[int]:
    """Run granian with an application of this folder; yields its process group."""
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--log-level", "critical"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), f"{module}:app"],
        cwd=Path(__file__).parent,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.05)
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def cpu_of(group: int) -> float:
    """Return the CPU seconds that all processes of a group have used."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0
    return total / TICKS


def send_parts(source: Path, urls: list[str]) -> None:
    """PUT the parts of a file, a share of them over each of a few connections."""

    def share(first: int) -> None:
        parts = urlsplit(urls[0])
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80)
        with source.open("rb") as file:
            for number in range(first, len(urls), CONNECTIONS):
                file.seek(number * PART)
                target = urlsplit(urls[number])
                connection.request("PUT", f"{target.path}?{target.query}", body=file.read(PART))
                answer = connection.getresponse()
                assert answer.status == 200, answer.read()
                answer.read()
        connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(share, range(CONNECTIONS)))


def ours(source: Path, store: LocalBlobs, group: int, *, until_checked: bool) -> Cost:
    """Upload and complete; ``until_checked``: and wait until the checksums of the whole are known."""
    size = source.stat().st_size
    cpu, wall = cpu_of(group), time.perf_counter()
    upload = store.begin(os.urandom(8).hex(), size=size, part_size=PART)
    send_parts(source, [signed.url for signed in store.sign_parts(upload, range(1, -(-size // PART) + 1)).values()])
    key = store.complete(upload)
    if until_checked:
        while not isinstance(recorded(store, key), Digest):
            time.sleep(0.005)
    cost = cpu_of(group) - cpu, time.perf_counter() - wall
    store.compute_digest(key)
    store.delete(key)
    return cost


def recorded(store: LocalBlobs, key: str) -> Digest | None:
    """Return the checksums if the server has recorded them; this process must not read for itself."""
    with store._blob_record(key) as record:  # noqa: SLF001  # there is no public way to look without reading
        return record.digest


def baseline(source: Path, group: int) -> Cost:
    """Upload to the server that neither hashes nor syncs."""
    cpu, wall = cpu_of(group), time.perf_counter()
    count = -(-source.stat().st_size // PART)
    send_parts(source, [f"http://127.0.0.1:{BASELINE_PORT}/{number * PART}/{PART}" for number in range(count)])
    return cpu_of(group) - cpu, time.perf_counter() - wall


def copied(source: Path, target: Path, *, synced: bool) -> Cost:
    """Copy with cp, and sync the file if asked to."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(["cp", "--reflink=never", "--sparse=never", str(source), str(target)], check=True)
    if synced:
        subprocess.run(["sync", str(target)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, time.perf_counter() - wall
    target.unlink()
    return cost


def hashed(source: Path) -> Cost:
    """Compute the three checksums of an upload, and nothing else: MD5 of parts, MD5 and SHA-256 of the whole."""
    cpu, wall = time.process_time(), time.perf_counter()
    sums = [hashlib.md5(usedforsecurity=False), hashlib.md5(usedforsecurity=False), hashlib.sha256()]
    with source.open("rb", buffering=0) as file:
        while chunk := file.read(1024**2):
            for each in sums:
                each.update(chunk)
    return time.process_time() - cpu, time.perf_counter() - wall


def measure(size: int, rounds: int, folder: Path) -> dict[str, list[Cost]]:
    """Measure every way in turns."""
    source, url = folder / "source", f"http://127.0.0.1:{PORT}"
    with source.open("wb") as file:
        for _ in range(size // PART):
            file.write(os.urandom(PART))
    store = LocalBlobs(folder / "blobs", signer=UrlSigner(b"measure" * 5, base_url=url))
    with (
        served("upload_served", PORT, BENCH_ROOT=str(folder / "blobs"), BENCH_URL=url) as group,
        served("upload_baseline", BASELINE_PORT, BASELINE_FILE=str(folder / "baseline")) as base,
    ):
        ways: dict[str, Callable[[], Cost]] = {
            "cp": lambda: copied(source, folder / "copy", synced=False),
            "cp, then sync": lambda: copied(source, folder / "copy", synced=True),
            "the three checksums alone": lambda: hashed(source),
            "PUT, no checksum, no fsync": lambda: baseline(source, base),
            "ours until complete": lambda: ours(source, store, group, until_checked=False),
            "ours until whole file checked": lambda: ours(source, store, group, until_checked=True),
        }
        seen: dict[str, list[Cost]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                seen[name].append(way())
    store.close()
    return seen


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1] if len(sys.argv) > 1 else 256) * 1024**2
    rounds = int(sys.argv[2] if len(sys.argv) > 2 else 3)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        seen = measure(size, rounds, Path(folder))
    gigabytes = size / 1e9
    figures = {
        name: (min(cpu for cpu, _ in costs) / gigabytes, statistics.median(wall for _, wall in costs) / gigabytes)
        for name, costs in seen.items()
    }
    base_cpu, base_wall = figures["PUT, no checksum, no fsync"]
    cp_cpu, cp_wall = figures["cp, then sync"]
    print(f"{size >> 20} MiB, {rounds} rounds; CPU the least, wall the median; load {os.getloadavg()[0]:.1f}")
    print(f"{'':32}{'CPU s/GB':>9}{'x PUT':>7}{'x cp':>7}{'wall s/GB':>11}{'x PUT':>7}{'x cp':>7}")
    for name, (cpu, wall) in figures.items():
        ratios = cpu / base_cpu, cpu / cp_cpu, wall / base_wall, wall / cp_wall
        print(f"{name:32}{cpu:9.2f}{ratios[0]:7.2f}{ratios[1]:7.2f}{wall:11.2f}{ratios[2]:7.2f}{ratios[3]:7.2f}")


if __name__ == "__main__":
    main()
