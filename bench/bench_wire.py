"""What the wire costs, and how much of a client's time is the server's.

    python bench/bench_wire.py [FILES] [ROUNDS]

First: requests a second and CPU time a request of the calls that scripts make most, beside a bare Django
view that reads one row in the same process and through the same middleware. The calls are measured in
turns, so that a busy machine is busy for all; CPU a request is the figure to trust.

Then: a real client uploads FILES files of 1 MiB to a server as `theatrum serve` starts it. The server's
share is the time during which at least one request was under way there, by its own access log; why it is
what it is, and what a bare server would have: docs/adr/0010-uploads.md.
"""

import contextlib
import http.client
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CLIENT = ROOT / ".tools" / "clients" / "4.14.0" / "bin" / "python"
PORT = 18_480
CONNECTIONS = 4
SECONDS = 2.0
SIBLINGS = 200
ROWS = 1_000
MEBIBYTE = 1024**2
MODEL = "org.sagebionetworks.repo.model."
ONE_ROW = f"select * from {{table}} where name = 'row {ROWS // 2}'"  # noqa: S608  # no database reads it as it is
BARE = "bare Django view, one row"
Call = Callable[["Caller"], None]


@dataclass
class Scene:
    """What the calls ask for, made once."""

    token: str
    handle: str
    folder: str = ""
    file: str = ""
    table: str = ""
    annotated: list[str] = field(default_factory=list)


class Caller:
    """One connection of one person."""

    def __init__(self, scene: Scene, number: int) -> None:
        self.scene = scene
        self.number = number
        self.etag = ""
        self._connection = http.client.HTTPConnection("127.0.0.1", PORT)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Make one request and return its answer as JSON."""
        headers = {"Authorization": f"Bearer {self.scene.token}", "Content-Type": "application/json"}
        self._connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status in {200, 201}, (method, path, answer.status, content[:500])
        return json.loads(content)


@dataclass
class Figures:
    """What was seen of one call."""

    a_second: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def bare(caller: Caller) -> None:
    """Ask the view that does nothing but read a row."""
    caller.ask("GET", "/read")


def entity(caller: Caller) -> None:
    """Read a file entity."""
    caller.ask("GET", f"/repo/v1/entity/{caller.scene.file}")


def bundle(caller: Caller) -> None:
    """Read what the client reads of a file before it downloads it."""
    parts = ("includeEntity", "includeAnnotations", "includeFileHandles", "includeRestrictionInformation")
    caller.ask("POST", f"/repo/v1/entity/{caller.scene.file}/bundle2", dict.fromkeys(parts, True))


def annotate(caller: Caller) -> None:
    """Change the annotations of a folder that nobody else changes."""
    address = f"/repo/v1/entity/{caller.scene.annotated[caller.number]}/annotations2"
    etag = caller.etag or caller.ask("GET", address)["etag"]
    annotations = {f"KEY_{number}": {"type": "STRING", "value": [os.urandom(4).hex()]} for number in range(20)}
    body = {"id": caller.scene.annotated[caller.number], "etag": etag, "annotations": annotations}
    caller.etag = caller.ask("PUT", address, body)["etag"]


def child(caller: Caller) -> None:
    """Find a child by its name among its siblings."""
    name = f"sibling {SIBLINGS // 2}"
    caller.ask("POST", "/repo/v1/entity/child", {"parentId": caller.scene.folder, "entityName": name})


def query(caller: Caller) -> None:
    """Ask a table for one row: two requests, as every query is a job."""
    table = caller.scene.table
    body = {
        "concreteType": MODEL + "table.QueryBundleRequest",
        "entityId": table,
        "partMask": 1,
        "query": {"sql": ONE_ROW.format(table=table)},
    }
    token = caller.ask("POST", f"/repo/v1/entity/{table}/table/query/async/start", body)["token"]
    answer = caller.ask("GET", f"/repo/v1/entity/{table}/table/query/async/get/{token}")
    assert len(answer["queryResult"]["queryResults"]["rows"]) == 1, answer


CALLS: dict[str, Call] = {
    BARE: bare,
    "entity GET": entity,
    "bundle2 POST": bundle,
    "annotations PUT": annotate,
    "child lookup": child,
    "one-row query (a job)": query,
}


def measure(rounds: int, folder: Path) -> dict[str, Figures]:
    """Measure every call in turns on one server."""
    environment = _environment(folder)
    scene = _prepare(environment)
    seen = {name: Figures() for name in CALLS}
    with _bare_server(environment) as pid:
        _set(scene)
        callers = [Caller(scene, number) for number in range(CONNECTIONS)]
        for _ in range(rounds):
            for name, call in CALLS.items():
                _load(callers, call, seconds=SECONDS / 4)
                before = _cpu_seconds(pid)
                count = _load(callers, call, seconds=SECONDS)
                seen[name].a_second.append(count / SECONDS)
                seen[name].cpu.append((_cpu_seconds(pid) - before) / count)
    return seen


def _load(callers: list[Caller], call: Call, *, seconds: float) -> int:
    until = time.perf_counter() + seconds

    def work(caller: Caller) -> int:
        count = 0
        while time.perf_counter() < until:
            call(caller)
            count += 1
        return count

    with ThreadPoolExecutor(len(callers)) as threads:
        return sum(threads.map(work, callers))


def _prepare(environment: dict[str, str]) -> Scene:
    """Make the database, a person with a token, and the handle of a small file."""
    script = """
import json
from theatrum.wiring import installing
installing.create()
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Scope
from theatrum.repository.accounts.actions.people import create_user
from theatrum.repository.accounts.actions.tokens import create_token
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.files.actions.handles import create_handle_of_blob
blob = store().put([b"bytes"])
with writing():
    user = create_user(actor=OPERATOR, username="bench", email="bench@example.org", is_administrator=True)
    actor = actor_of(user)
    made = create_token(actor=OPERATOR, user_id=user.id, name="bench", scopes=tuple(Scope))
    handle = create_handle_of_blob(actor=actor, blob=blob, file_name="a.txt", content_type="text/plain")
print(json.dumps({"token": made.text, "handle": str(handle.pk)}))
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    return Scene(**json.loads(done.stdout.splitlines()[-1]))


def _set(scene: Scene) -> None:
    """Make what the calls ask for, five folders deep."""
    caller = Caller(scene, 0)
    scene.folder = _make(caller, "Project", name="Bench")
    for depth in range(4):
        scene.folder = _make(caller, "Folder", name=f"level {depth}", parentId=scene.folder)
    for number in range(SIBLINGS):
        _make(caller, "Folder", name=f"sibling {number}", parentId=scene.folder)
    scene.annotated = [
        _make(caller, "Folder", name=f"annotated {number}", parentId=scene.folder) for number in range(CONNECTIONS)
    ]
    scene.file = _make(caller, "FileEntity", name="a.txt", parentId=scene.folder, dataFileHandleId=scene.handle)
    columns = [
        caller.ask("POST", "/repo/v1/column", {"name": name, "columnType": kind})
        for name, kind in (("name", "STRING"), ("count", "INTEGER"))
    ]
    project = caller.ask("GET", f"/repo/v1/entity/{scene.folder}/path")["path"][1]["id"]
    scene.table = _make(
        caller, "table.TableEntity", name="rows", parentId=project, columnIds=[column["id"] for column in columns]
    )
    rows = {
        "concreteType": MODEL + "table.RowSet",
        "tableId": scene.table,
        "headers": [{"id": column["id"], "name": column["name"]} for column in columns],
        "rows": [{"values": [f"row {number}", str(number)]} for number in range(ROWS)],
    }
    change = {"concreteType": MODEL + "table.AppendableRowSetRequest", "entityId": scene.table, "toAppend": rows}
    body = {
        "concreteType": MODEL + "table.TableUpdateTransactionRequest", "entityId": scene.table, "changes": [change],
    }  # fmt: skip
    address = f"/repo/v1/entity/{scene.table}/table/transaction/async"
    token = caller.ask("POST", f"{address}/start", body)["token"]
    assert "results" in caller.ask("GET", f"{address}/get/{token}")


def _make(caller: Caller, kind: str, **fields: object) -> str:
    return str(caller.ask("POST", "/repo/v1/entity", {"concreteType": MODEL + kind, **fields})["id"])


@contextlib.contextmanager
def _bare_server(environment: dict[str, str]) -> Iterator[int]:
    """Serve the composition of a web process, with the bare view beside the wire."""
    command = [sys.executable, "-m", "bench.composition_server", "ours", str(PORT)]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            _until_it_answers(process)
            yield process.pid
        finally:
            process.terminate()


def _until_it_answers(process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", PORT)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise SystemExit("the measured server did not start")


def uploaded(count: int, folder: Path) -> str:
    """Let a real client upload so many files of 1 MiB; returns what the server did meanwhile, in words."""
    environment = {**_environment(folder), "THEATRUM_LOG_FORMAT": "json"}
    scene, files = _prepare(environment), folder / "files"
    files.mkdir()
    for number in range(count):
        (files / f"{number:05}.bin").write_bytes(os.urandom(MEBIBYTE))
    with (folder / "log").open("wb") as log, _served(environment, log) as pid:
        parent = _make(Caller(scene, 0), "Project", name="Upload")
        configuration = folder / "synapseConfig"
        theatrum = [sys.executable, "-m", "theatrum.wiring.main"]
        telling = ["client-config", "--url", f"http://127.0.0.1:{PORT}", "--token", scene.token]
        subprocess.run(
            [*theatrum, *telling, "--output", configuration], env=environment, check=True, capture_output=True
        )
        before, client = _cpu_seconds(pid), _cpu_of_ended()
        done = subprocess.run(
            [CLIENT, Path(__file__).with_name("wire_client.py"), configuration, files, parent],
            env={"HOME": str(folder), "PATH": os.environ["PATH"]},
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        cpu, client = _cpu_seconds(pid) - before, _cpu_of_ended() - client
    told = json.loads(done.stdout.splitlines()[-1])
    wall = told["ended"] - told["began"]
    requests = [one for one in _requests(folder / "log") if told["began"] <= one[1] <= told["ended"]]
    busy = _covered(requests)
    return (
        f"{count} files of 1 MiB by synapseclient 4.14.0 in {wall:.0f} s, {len(requests) / count:.1f} requests each:\n"
        f"  a request was under way for {busy:.1f} s, {busy / wall:.0%} of the time;"
        f" the server used {cpu:.1f} s of CPU, {cpu / wall:.0%} of one core,\n"
        f"  and {cpu / (cpu + client):.0%} of what it and the client used together"
    )


@contextlib.contextmanager
def _served(environment: dict[str, str], log: object) -> Iterator[int]:
    command = [sys.executable, "-m", "theatrum.wiring.main", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=log) as process:  # type: ignore[call-overload]  # a file
        try:
            _until_it_answers(process)
            yield process.pid
        finally:
            process.terminate()


def _requests(log: Path) -> list[tuple[float, float]]:
    """Return when each request of the access log began and ended, in seconds since 1970."""
    found = []
    for line in log.read_text().splitlines():
        if not re.search(r'"event": ?"request"', line):
            continue
        told = json.loads(line)
        ended = datetime.fromisoformat(told["timestamp"]).timestamp()
        found.append((ended - told["ms"] / 1000, ended))
    return sorted(found)


def _covered(spans: list[tuple[float, float]]) -> float:
    """Return for how long at least one of the spans, sorted by their beginnings, lasted."""
    total, reached = 0.0, 0.0
    for began, ended in spans:
        total += max(0.0, ended - max(began, reached))
        reached = max(reached, ended)
    return total


def _cpu_seconds(pid: int) -> float:
    """Return what a process and its living children have used."""
    pids, total = [pid], 0.0
    while pids:
        one = pids.pop()
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        pids += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return total


def _cpu_of_ended() -> float:
    """Return the CPU seconds of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(folder: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_")}
    return environment | {
        "THEATRUM_DATA": str(folder / "data"),
        "THEATRUM_PORT": str(PORT),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
    }


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1] if len(sys.argv) > 1 else 1_000)
    rounds = int(sys.argv[2] if len(sys.argv) > 2 else 3)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        seen = measure(rounds, Path(folder))
    base = min(seen[BARE].cpu)
    print(f"{CONNECTIONS} connections, {rounds} rounds of {SECONDS:.0f} s; load {os.getloadavg()[0]:.1f}")
    print(f"{'':28}{'requests/s':>11}{'CPU ms':>9}{'x bare view':>13}")
    for name, figures in seen.items():
        rate, cpu = statistics.median(figures.a_second), min(figures.cpu)
        print(f"{name:28}{rate:11.0f}{cpu * 1000:9.2f}{cpu / base:13.1f}")
    if not CLIENT.exists():
        print("no synapseclient 4.14.0 in .tools/clients: `make contract` installs it; uploads were not measured")
    elif count:
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
            print(uploaded(count, Path(folder)))


if __name__ == "__main__":
    main()
