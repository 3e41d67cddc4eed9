"""A real server in processes of its own, seeded as `theatrum demo` seeds it, with the witness before it."""

import json
import os
import re
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.contract.witness import Witness, free_port
from tests.support import engines

THEATRUM = Path(sys.executable).with_name("theatrum")
_HANG = 120.0  # a hang ends the test; it is no measure of anything


@dataclass(frozen=True)
class Person:
    """Somebody with a token."""

    name: str
    token: str


class House:
    """The running server: with the sample consortium, or empty."""

    def __init__(self, folder: Path, *, is_seeded: bool = True, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._port = free_port()
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_")}
        self._environment |= {f"THEATRUM_{name}": value for name, value in (settings or {}).items()}
        self._environment["THEATRUM_DATA"] = str(folder / "data")
        self._environment["THEATRUM_PORT"] = str(self._port)
        if engines.chosen_engine() == "postgresql":
            self._environment["THEATRUM_DATABASE_URL"] = engines.database_url(f"house_{secrets.token_hex(8)}")
        self._log = (folder / "server.log").open("w+b")
        if is_seeded:
            self._stop(self._start("demo"))
        self.witness = Witness(("127.0.0.1", self._port))
        # Signed addresses lead through the witness too, as they lead through a proxy in front of a real server.
        self._environment["THEATRUM_PUBLIC_URL"] = self.witness.url
        self._serving = self._start("serve")

    def close(self) -> None:
        """Stop the server and the witness."""
        self._stop(self._serving)
        self.witness.close()
        self._log.close()

    def _start(self, command: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [THEATRUM, command],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if re.search(r"https?://\S+", line):
                return process
        raise AssertionError(f"theatrum {command} ended: {process.wait()}\n{printed}\n{self.told()}")

    def _stop(self, process: "subprocess.Popen[str]") -> None:
        process.terminate()
        try:
            process.communicate(timeout=_HANG)
        finally:
            process.kill()

    def run(self, *arguments: str | Path) -> str:
        """Run another `theatrum` command on the same data and return what it printed."""
        done = subprocess.run(
            [THEATRUM, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_HANG,
        )
        assert done.returncode == 0, f"theatrum {arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def person(self, name: str, *options: str, is_certified: bool = True) -> Person:
        """Make an account and its token by the command line, as an administrator does."""
        options = (*options, "--certified") if is_certified else options
        email = f"{name}@example.org"
        printed = self.run("admin", "user", "create", name, "--email", email, "--accept-terms", "--token", *options)
        if "--role" in options:
            self.run("admin", "gate", "open", "--person", name, "--all", "--reason", "a test", "--days", "1")
        return Person(name, printed.strip().splitlines()[-1])

    def configuration(self, person: Person, path: Path) -> Path:
        """Let `theatrum client-config` write the client's own configuration file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("client-config", "--url", self.witness.url, "--token", person.token, "--output", path)
        return path

    def call(self, person: Person, method: str, path: str, body: object = None) -> "dict[str, object]":
        """Call the wire directly, to set a scene."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/repo/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=_HANG) as response:  # noqa: S310  # our own loopback address
            return dict(json.load(response))

    def find(self, person: Person, *names: str) -> str:
        """Return the id of an entity by the names that lead to it, from its project on."""
        found = None
        for name in names:
            body = {"parentId": found, "entityName": name}
            found = str(self.call(person, "POST", "/entity/child", body)["id"])
        assert found is not None
        return found

    def cpu_seconds(self) -> float:
        """Return what the server and its living children have used; a database beside it is not counted."""
        pids, total = [self._serving.pid], 0.0
        while pids:
            one = pids.pop()
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            pids += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        return total

    def told(self) -> str:
        """Return what the server wrote to its log."""
        return (self.folder / "server.log").read_text(errors="replace")
