"""Runs an inspector in a child process: a library written in C may break down over bytes that were made to break it.

The child has no file: it asks for bytes over a pipe, and sends its notes as it makes them. It is limited in memory
and in time; where it dies, what it noted before stays, and the file is unreadable. Children are kept for further files.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.pipes import Pipe, PipeBroken
from theatrum.checks.privacy.hits import Kind, Where

_START = "import sys; sys.path[:] = sys.argv[1:]; from theatrum.checks.formats.isolated_child import main; main()"
_SECONDS, _SECONDS_FULL = 60.0, 3600.0
_FILES = 200  # that one child looks at; then a fresh one takes over
_LARGEST_READ = 64 * 1024**2


def inspect_isolated(module: str, file: Bytes, notes: Notes) -> None:
    """Let ``inspect`` of a module look at a file.

    Raises Unreadable, BudgetSpent and ConnectionError, as an inspector does.
    """
    child = _take()
    try:
        ended = child.inspect(module, file, notes)
    except PipeBroken as error:
        child.end()
        raise Unreadable("", "the library that reads it broke down over it, or took too long") from error
    except BaseException:
        child.end()
        raise
    _give_back(child)
    if ended is not None:
        raise ended


@dataclass(slots=True)
class _Child:
    process: "subprocess.Popen[bytes]"
    pipe: Pipe
    owner: int = field(default_factory=os.getpid)
    files: int = 0

    def inspect(self, module: str, file: Bytes, notes: Notes) -> Exception | None:
        """Return what ended the look before the end of the file. Raises where the child cannot be used further."""
        self.files += 1
        limit = threading.Timer(_SECONDS_FULL if notes.asked.is_full else _SECONDS, self.process.kill)
        limit.daemon = True
        limit.start()
        try:
            self.pipe.send(b"I", json.dumps(_order(module, file, notes)).encode())
            return self._serve(file, notes)
        finally:
            limit.cancel()

    def _serve(self, file: Bytes, notes: Notes) -> Exception | None:
        """Answer reads and take notes until the child is done."""
        failed: BudgetSpent | ConnectionError | None = None
        while True:
            kind, body = self.pipe.receive()
            if kind == b"R":
                failed = self._read(file, body) or failed
            elif kind == b"N":
                _take_note(notes, json.loads(body))
            elif kind == b"D":
                return failed or _ending(json.loads(body))
            else:
                raise PipeBroken

    def _read(self, file: Bytes, body: bytes) -> BudgetSpent | ConnectionError | None:
        offset, length = int.from_bytes(body[:8], "little"), int.from_bytes(body[8:16], "little")
        try:
            self.pipe.send(b"B", file.read_at(offset, min(length, _LARGEST_READ)))
        except BudgetSpent as spent:
            self.pipe.send(b"S", spent.what.encode())
            return spent
        except ConnectionError as away:  # it says nothing of the file, whatever the child makes of it
            self.pipe.send(b"E", b"")
            return away
        except OSError:
            self.pipe.send(b"E", b"")
        return None

    def end(self) -> None:
        """Kill the child, whatever it does, and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()


def _order(module: str, file: Bytes, notes: Notes) -> Mapping[str, object]:
    asked, budget = notes.asked, notes.budget
    return {
        "module": module,
        "size": file.size,
        "name": asked.name,
        "component": asked.component,
        "is_full": asked.is_full,
        "rules": asked.rules.model_dump_json(include={"matrices"}),
        "budget": [budget.bytes, budget.structures, budget.texts, budget.depth],
    }


def _take_note(notes: Notes, told: Mapping[str, object]) -> None:
    """Write down what a child tells; it is held against the budget here too. Raises PipeBroken for nonsense."""
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    try:
        match told["note"]:
            case "fact":
                notes.budget.spend(structures=1)
                notes.fact(texts["name"], _fact(told["value"]))
            case "text":
                notes.text(texts["place"], texts["name"], texts["text"], where=Where(texts["where"]))
            case "forbid":
                notes.forbid(Kind(texts["kind"]), texts["place"], texts["name"], texts["text"])
            case "note":
                notes.note(
                    texts["code"],
                    Severity(texts["severity"]),
                    texts["message"],
                    fix=texts["fix"],
                    place=texts.get("place"),
                    requirement=texts.get("requirement"),
                )
            case _:
                notes.was_full = True
    except (KeyError, ValueError) as error:
        raise PipeBroken from error


def _fact(value: object) -> str | int | float | bool | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if isinstance(value, str | int | float):
        return value
    raise PipeBroken


def _ending(told: Mapping[str, object]) -> Exception | None:
    """Return what ended the child's look, nothing where it came to its end."""
    place, problem = str(told.get("place", "")), str(told.get("problem", ""))
    match told.get("end"):
        case "spent":
            return BudgetSpent(problem)
        case "unreadable":
            return Unreadable(place, problem)
        case _:
            return None


_lock = threading.Lock()
_idle: list[_Child] = []


def _take() -> _Child:
    """Return a child that waits for work, one of this process; a new one where there is none."""
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.owner == os.getpid() and child.process.poll() is None:
                return child
    process = subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
        [sys.executable, "-c", _START, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Nothing of this process's secrets; Windows starts no program without its own.
        env=None if sys.platform == "win32" else {},
    )
    if process.stdin is None or process.stdout is None:
        raise PipeBroken
    return _Child(process, Pipe(process.stdout, process.stdin))


def _give_back(child: _Child) -> None:
    if child.files >= _FILES:
        child.end()
        return
    with _lock:
        _idle.append(child)


@atexit.register
def _end_all() -> None:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.owner == os.getpid():
                child.end()
