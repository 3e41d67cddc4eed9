"""The house, the versions of the client, and how a script is run in one of them."""

import itertools
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.house import House, Person
from tests.contract.installed import ROOT, Client, install

VERSIONS = os.environ.get("THEATRUM_TEST_CLIENTS", "4.14.0").split()
PROJECT = "HTAN2_Pancreas"
OTHER_PROJECT = "HTAN2_Skin"
FOLDER = "v8_ingest/scRNA_seq/Level_1"
SCHEMA = "HTAN2Organization-scRNALevel1-1.0.0"
HANG = 300.0  # a client that waits for ever is a failure, not a measure
_labels = itertools.count(101)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test with each version that was asked for."""
    if "client" in metafunc.fixturenames:
        metafunc.parametrize("client", VERSIONS, indirect=True, scope="session")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server for all tests of the session."""
    house = House(tmp_path_factory.mktemp("house"))
    try:
        yield house
    finally:
        house.close()


@pytest.fixture(scope="session")
def client(request: pytest.FixtureRequest) -> Client:
    """One version of the client, installed."""
    return install(request.param)


@pytest.fixture(scope="session")
def wrangler(house: House) -> Person:
    """A certified Data Wrangler of the first center."""
    return house.person("contract_wrangler", "--certified", "--role", "data_wrangler", "--center", "HTA201")


@pytest.fixture(scope="session")
def strangers_project(house: House) -> str:
    """The project of another center, found by somebody who may see it."""
    stranger = house.person("contract_stranger", "--role", "data_wrangler", "--center", "HTA200")
    return house.find(stranger, OTHER_PROJECT)


@dataclass(frozen=True)
class Line:
    """One check that a script reported."""

    name: str
    is_ok: bool
    detail: str


class Desk:
    """A wrangler's desk: a home folder with the client's configuration, and scripts to run."""

    def __init__(self, house: House, client: Client, person: Person, folder: Path, **facts: object) -> None:
        self.house = house
        self.client = client
        self.folder = folder
        self.results = folder / "results.jsonl"
        self.config = house.configuration(person, folder / "home" / ".synapseConfig")
        self.told: list[str] = []
        self._task = folder / "task.json"
        self._task.write_text(
            json.dumps(
                {
                    "url": house.witness.url,
                    "token": person.token,
                    "user_name": person.name,
                    "config": str(self.config),
                    "project": PROJECT,
                    "folder": FOLDER,
                    "schema": SCHEMA,
                    "label": str(next(_labels)),
                    "work": str(folder / "work"),
                    "results": str(self.results),
                    "strangers_project": "",
                    **facts,
                }
            )
        )
        (folder / "work").mkdir()

    def environment(self) -> dict[str, str]:
        """Return an environment in which nothing but this machine can be reached."""
        nowhere = "http://127.0.0.1:9"
        return {
            "HOME": str(self.folder / "home"),
            "PATH": os.environ["PATH"],
            "TZ": "UTC",
            "HTTP_PROXY": nowhere,
            "HTTPS_PROXY": nowhere,
            "NO_PROXY": "127.0.0.1,localhost",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def start(self, script: str) -> "subprocess.Popen[str]":
        """Start a script of tests/contract/scripts with the client's interpreter, in a process group of its own."""
        self.results.unlink(missing_ok=True)
        return subprocess.Popen(
            [self.client.python, "-m", f"tests.contract.scripts.{script}", self._task],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, script: str, *, hang: float = HANG) -> list[Line]:
        """Run a script to its end and return its checks."""
        process = self.start(script)
        try:
            printed, _ = process.communicate(timeout=hang)
        except subprocess.TimeoutExpired:
            kill(process)
            raise AssertionError(f"{script} hangs: {process.communicate()[0][-4000:]}") from None
        notes = [json.loads(line) for line in self.results.read_text().splitlines()] if self.results.exists() else []
        assert any("done" in note for note in notes), printed[-4000:]
        self.told += [note["told"] for note in notes if "told" in note]
        return [Line(note["check"], note["ok"], note["detail"]) for note in notes if "check" in note]

    def command(self, *arguments: str) -> str:
        """Run the client's own command line and return what it printed."""
        done = subprocess.run(
            [self.client.command, "--configPath", self.config, "--skip-checks", *arguments],
            cwd=self.folder / "work",
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=HANG,
        )
        assert done.returncode == 0, f"synapse {arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill a script and all that it started, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)


def require(subtests: pytest.Subtests, lines: Sequence[Line], names: Sequence[str]) -> None:
    """Require that exactly these checks were made, and that each is as it should be."""
    for line in lines:
        with subtests.test(line.name):
            assert line.is_ok, line.detail
    assert [line.name for line in lines] == list(names)


@pytest.fixture
def desk(house: House, client: Client, wrangler: Person, strangers_project: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk for one test; afterwards no answer may be one that makes the client ask again and again."""
    house.witness.clear()
    yield Desk(house, client, wrangler, tmp_path, strangers_project=strangers_project)
    assert not endless(house), f"answers that clients retry: {endless(house)}\n{house.told()[-4000:]}"


def endless(house: House) -> list[str]:
    """Return the answers that make the client ask again and again."""
    return [
        f"{seen.method} {seen.target} -> {seen.status} {seen.answered[:300]}"
        for seen in house.witness.exchanges
        if seen.status == 429 or (seen.status >= 500 and seen.status != 501)
    ]
