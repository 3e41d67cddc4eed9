"""What a script is given, and how it tells what it saw: one JSON line for each named check.

These scripts are run by the client's own interpreter, in which nothing of ours is installed.
"""

import contextlib
import hashlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import synapseclient


@dataclass(frozen=True)
class Task:
    """What the test hands over."""

    url: str
    token: str
    user_name: str
    config: str
    project: str
    folder: str
    strangers_project: str
    schema: str
    label: str
    work: str
    results: str
    # Only scripts of the staff have these.
    submitters_token: str = ""
    centers: int = 1
    folders: int = 31
    files: int = 4

    @property
    def folder_steps(self) -> list[str]:
        """The names of the folders down to the one that files go to."""
        return self.folder.split("/")

    def write(self, name: str, content: bytes) -> str:
        """Make a file on the center's disk and return its path."""
        path = Path(self.work) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # The client takes a file for unchanged when it was written in the same second as before.
        later = path.stat().st_mtime + 10 if path.exists() else None
        path.write_bytes(content)
        if later is not None:
            os.utime(path, (later, later))
        return str(path)

    def fresh_folder(self, name: str) -> str:
        """Return an empty folder, for a cache that knows nothing or for a download."""
        path = Path(self.work) / name
        path.mkdir(parents=True)
        return str(path)

    def sign_in(self, *, silent: bool = True, **options: str) -> "synapseclient.Synapse":
        """Return a signed-in client; an environment where nothing outside is reachable needs no checks."""
        synapse = synapseclient.Synapse(configPath=self.config, skip_checks=True, silent=silent, **options)
        synapse.login(silent=True)
        return synapse

    def sign_in_as(self, token: str, **options: str) -> "synapseclient.Synapse":
        """Return the client of somebody else."""
        quiet = {"skip_checks": True, "silent": True, "cache_client": False}
        synapse = synapseclient.Synapse(configPath=self.config, **quiet, **options)
        synapse.login(authToken=token, silent=True)
        return synapse


class Report:
    """Writes each check as it ends, so that a script that dies has told all before."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    @contextlib.contextmanager
    def check(self, name: str) -> Iterator[None]:
        """Run the body as one named check; what it raises is the detail of its failure."""
        detail = ""
        try:
            yield
        except Exception:  # noqa: BLE001  # a failed check is a result, and the next one shall run too
            detail = traceback.format_exc()
        self.note(check=name, ok=not detail, detail=detail)

    @contextlib.contextmanager
    def timed(self, name: str, amount: "Callable[[], str]") -> Iterator[None]:
        """Run the body as one named check, and tell how long it took for how much."""
        started = time.monotonic()
        with self.check(name):
            yield
        took = time.monotonic() - started
        self.note(told=f"{name}: {amount()} in {took:.1f} s")

    def note(self, **facts: object) -> None:
        """Write one line."""
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(facts) + "\n")


def opened() -> tuple[Task, Report]:
    """Read the task that the first argument names."""
    task = Task(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    return task, Report(task.results)


def md5(path: str) -> str:
    """Return the MD5 of a file, as the wire writes it."""
    with Path(path).open("rb") as content:
        return hashlib.file_digest(content, "md5").hexdigest()


@contextlib.contextmanager
def refused(status: int, *words: str) -> Iterator[None]:
    """Expect the client's HTTP error with this status, whose text holds these words."""
    try:
        yield
    except synapseclient.core.exceptions.SynapseHTTPError as error:
        assert error.response.status_code == status, f"{error.response.status_code}, not {status}: {error}"
        assert all(word in str(error) for word in words), f"{words} not all in: {error}"
    else:
        raise AssertionError(f"nothing was refused; {status} was expected")
