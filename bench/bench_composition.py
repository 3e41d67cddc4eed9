"""What the composition of the web process costs: ADR 0003 holds a run of this.

Four ways of serving the same Django are measured in turns, so that a busy machine is busy for all.
CPU time a request is the figure to trust; requests a second depend on who else runs.
"""

import asyncio
import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 3
SECONDS = 2.0
CONNECTIONS = 16
SLOW = 10
MEBIBYTE = 1024**2
FILE_SIZE = 64 * MEBIBYTE
KINDS = ("wsgi", "ours", "ours-own-process", "django-asgi")
PORT = 18400


@dataclass
class Figures:
    """What was seen of one way of serving."""

    requests_a_second: list[float] = field(default_factory=list)
    cpu_a_request: list[float] = field(default_factory=list)


async def _get(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:500]
    return answer


async def _hammer(port: int, path: str, until: float) -> list[float]:
    """Send requests on one connection until a moment; returns how long each took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    took = []
    while (began := time.perf_counter()) < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        if b"content-length: " in head:
            await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
        else:
            await reader.readuntil(b"\r\n0\r\n\r\n" if b"chunked" in head else b"")
        took.append(time.perf_counter() - began)
    writer.close()
    return took


async def _load(port: int, path: str, *, connections: int, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    taken = await asyncio.gather(*(_hammer(port, path, until) for _ in range(connections)))
    return [one for many in taken for one in many]


def _cpu_seconds(pid: int) -> float:
    """Return what a process and its living children have used."""
    pids, total = [pid], 0.0
    while pids:
        one = pids.pop()
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        pids += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return total


@contextmanager
def _server(kind: str, port: int, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "bench.composition_server", kind, str(port)]
    with subprocess.Popen(command, env=environment | {"BENCH_KIND": kind}, stderr=subprocess.DEVNULL) as process:
        try:
            asyncio.run(_until_it_answers(port))
            yield process
        finally:
            process.terminate()


async def _until_it_answers(port: int) -> None:
    while True:
        try:
            await _get(port, "/read")
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return


def _throughput(environment: dict[str, str]) -> dict[str, Figures]:
    figures = {kind: Figures() for kind in KINDS}
    for turn in range(ROUNDS):
        for place, kind in enumerate(KINDS):
            port = PORT + turn * len(KINDS) + place
            with _server(kind, port, environment) as server:
                asyncio.run(_load(port, "/read", connections=CONNECTIONS, seconds=0.5))
                before = _cpu_seconds(server.pid)
                taken = asyncio.run(_load(port, "/read", connections=CONNECTIONS, seconds=SECONDS))
                figures[kind].requests_a_second.append(len(taken) / SECONDS)
                figures[kind].cpu_a_request.append((_cpu_seconds(server.pid) - before) / len(taken))
    return figures


async def _beside_slow(port: int) -> tuple[list[float], list[float]]:
    alone = await _load(port, "/read", connections=1, seconds=1.0)
    waiting = [asyncio.create_task(_get(port, "/slow")) for _ in range(SLOW)]
    await asyncio.sleep(0.2)
    beside = await _load(port, "/read", connections=1, seconds=1.0)
    await asyncio.gather(*waiting)
    return alone, beside


def _bytes_a_second(port: int, path: str) -> float:
    best, buffer = 0.0, bytearray(MEBIBYTE)
    for _ in range(ROUNDS):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        began = time.perf_counter()
        connection.request("GET", path)
        answer, size = connection.getresponse(), 0
        while count := answer.readinto(buffer):
            size += count
        assert (answer.status, size) == (200, FILE_SIZE)
        best = max(best, size / (time.perf_counter() - began))
        connection.close()
    return best / MEBIBYTE


async def _stop(server: "subprocess.Popen[bytes]", port: int) -> tuple[float, int | None, bytes]:
    """Stop a server that has an open websocket and a request under way."""
    from websockets.asyncio.client import connect  # slow import

    async with connect(f"ws://127.0.0.1:{port}/echo") as socket:
        await socket.send("x")
        assert await socket.recv() == "x"
        under_way = asyncio.create_task(_get(port, "/slow"))
        await asyncio.sleep(0.5)
        began = time.perf_counter()
        server.send_signal(signal.SIGTERM)
        await socket.wait_closed()
        answer = await under_way
        await asyncio.to_thread(server.wait)
        return time.perf_counter() - began, socket.close_code, answer[:12]


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)] * 1000


def _prepare(data: Path) -> tuple[dict[str, str], str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_")}
    environment |= {"THEATRUM_DATA": str(data), "PYTHONPATH": str(Path(__file__).parent.parent)}
    script = f"""
from datetime import timedelta
from theatrum.wiring import installing
installing.create()
from theatrum.drivers.blobs.installed import signer, store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.files.actions.handles import create_handle_of_blob
blob = store().put(bytes({MEBIBYTE}) for _ in range({FILE_SIZE // MEBIBYTE}))
with writing():
    create_handle_of_blob(actor=OPERATOR, blob=blob, file_name="zeros", content_type="application/octet-stream")
print(signer().download(blob.key, file_name="zeros", content_type="a/b", lifetime=timedelta(minutes=15)))
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    signed = "/" + done.stdout.split()[-1].split("/", 3)[3]
    content = next(path for path in (data / "blobs" / "blobs").rglob("content"))
    return environment, signed, f"/file{content}"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        environment, signed, through_django = _prepare(Path(folder))
        figures = _throughput(environment)
        baseline = figures["wsgi"]
        print(f"one row as JSON, all middleware, {CONNECTIONS} connections, median of {ROUNDS}")
        for kind, seen in figures.items():
            rate, cpu = statistics.median(seen.requests_a_second), min(seen.cpu_a_request) * 1e6
            ratio = cpu / (min(baseline.cpu_a_request) * 1e6)
            print(f"  {kind:<17} {rate:7.0f} requests/s  {cpu:6.0f} us CPU a request  {ratio:.2f} of granian WSGI")
        port = PORT + 100
        with _server("ours", port, environment) as server:
            alone, beside = asyncio.run(_beside_slow(port))
            for share in (0.5, 0.99):
                one, other = _percentile(alone, share), _percentile(beside, share)
                print(f"  a request beside {SLOW} slow ones, p{share * 100:.0f}: {other:.1f} ms, alone {one:.1f} ms")
            plane, django = _bytes_a_second(port, signed), _bytes_a_second(port, through_django)
            print(
                f"  download: {plane:.0f} MiB/s on the byte plane, {plane / django:.1f} of {django:.0f} through Django"
            )
            took, code, answer = asyncio.run(_stop(server, port))
            print(f"  SIGTERM with a websocket and a request of 2 s: ended in {took:.1f} s,")
            print(
                f"    websocket closed with {code}, request answered {answer.decode()}, exit code {server.returncode}"
            )


if __name__ == "__main__":
    main()
