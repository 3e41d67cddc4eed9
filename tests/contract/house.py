"""A real server in processes of its own, seeded as `theatrum demo` seeds it, with the witness before it."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.contract.witness import Witness, free_port

THEATRUM = Path(sys.executable).with_name("theatrum")
_BEGINS = 120.0  # a hang ends the test; it is no measure of anything


@dataclass(frozen=True)
class Person:
    """Somebody with a token."""

    name: str
    token: str


class House:
    """The running server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.witness = Witness()
        self._port = free_port()
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_")}
        # Signed addresses lead through the witness too, as they lead through a proxy in front of a real server.
        self._environment["THEATRUM_PUBLIC_URL"] = self.witness.url
        self._log = (folder / "server.log").open("w+b")
        self._process = subprocess.Popen(
            [THEATRUM, "demo", "--data", folder / "data", "--port", str(self._port)],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.greeting = self._wait_until_it_listens()
        self.witness.upstream = ("127.0.0.1", self._port)

    def close(self) -> None:
        """Stop the server and the witness."""
        self._process.terminate()
        try:
            self._process.wait(_BEGINS)
        finally:
            self._process.kill()
            self._process.wait()
            self._log.close()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self.witness.close()

    def run(self, *arguments: str | Path) -> str:
        """Run another `theatrum` command on the same data and return what it printed."""
        done = subprocess.run(
            [THEATRUM, *arguments],
            env={**self._environment, "THEATRUM_DATA": str(self.folder / "data"), "THEATRUM_PORT": str(self._port)},
            capture_output=True,
            text=True,
            check=False,
            timeout=_BEGINS,
        )
        assert done.returncode == 0, f"theatrum {arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def person(self, name: str, *options: str) -> Person:
        """Make an account and its token by the command line, as an administrator does."""
        email = f"{name}@example.org"
        printed = self.run("admin", "user", "create", name, "--email", email, "--certified", "--token", *options)
        return Person(name, printed.strip().splitlines()[-1])

    def configuration(self, person: Person, path: Path) -> Path:
        """Let `theatrum client-config` write the client's own configuration file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("client-config", "--url", self.witness.url, "--token", person.token, "--write", path)
        return path

    def call(self, person: Person, method: str, path: str, body: object = None) -> "dict[str, object]":
        """Call the wire directly, to set a scene."""
        request = urllib.request.Request(  # our own loopback address
            f"http://127.0.0.1:{self._port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=_BEGINS) as response:  # noqa: S310  # as above
            found = json.loads(response.read() or b"{}")
        return dict(found)

    def told(self) -> str:
        """Return what the server wrote to its log."""
        return (self.folder / "server.log").read_text(errors="replace")

    def _wait_until_it_listens(self) -> str:
        assert self._process.stdout is not None
        printed = ""
        for line in self._process.stdout:
            printed += line
            if re.search(r"https?://\S+", line):
                return printed
        raise AssertionError(f"theatrum demo ended: {self._process.wait()}\n{printed}\n{self.told()}")
