"""The child of ``isolated``: inspects files that it is told of, one after the other, until its input ends."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Asked, Fact, Notes
from theatrum.checks.formats.pipes import Pipe, PipeBroken
from theatrum.checks.privacy.hits import Kind, Where
from theatrum.checks.profile.inspection_shapes import Inspections

_MEMORY = 3 * 1024**3
_UNKNOWN = "it is damaged or not made to its format"


@dataclass(slots=True)
class Asking:
    """The file, whose bytes are asked for over the pipe."""

    pipe: Pipe
    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``. Raises BudgetSpent, OSError."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        self.pipe.send(b"R", offset.to_bytes(8, "little") + length.to_bytes(8, "little"))
        kind, body = self.pipe.receive()
        if kind == b"S":
            raise BudgetSpent(body.decode())
        if kind == b"E":
            raise OSError
        return body


class Telling(Notes):
    """Notes that are told as they are made: what was noted before a crash is not lost."""

    pipe: Pipe

    def fact(self, name: str, value: Fact) -> None:
        """See ``Notes``."""
        if name not in self.facts:
            self._tell(note="fact", name=name, value=list(value) if isinstance(value, tuple) else value)
        super().fact(name, value)

    def text(self, place: str, name: str, text: str, *, where: Where = Where.HEADER) -> None:
        """See ``Notes``."""
        super().text(place, name, text, where=where)
        if text:
            self._tell(note="text", place=place, name=name, text=text, where=where.value)

    def forbid(self, kind: Kind, place: str, name: str, text: str) -> None:
        """See ``Notes``."""
        super().forbid(kind, place, name, text)
        self._tell(note="forbid", kind=kind.value, place=place, name=name, text=text)

    def note(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        fix: str,
        place: str | None = None,
        requirement: str | None = None,
    ) -> None:
        """See ``Notes``."""
        super().note(code, severity, message, fix=fix, place=place, requirement=requirement)
        about = {"place": place, "requirement": requirement}
        told = {"code": code, "severity": severity.value, "message": message, "fix": fix}
        self._tell(note="note", **told, **{key: value for key, value in about.items() if value})

    def _tell(self, **told: object) -> None:
        self.pipe.send(b"N", json.dumps(told).encode())


def main() -> None:
    """Serve until nobody asks any more."""
    # What a library prints must not get between the messages.
    pipe = Pipe(sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    _limit()
    try:
        while True:
            _, body = pipe.receive()
            ended = _inspected(json.loads(body), pipe)
            pipe.send(b"D", json.dumps(ended).encode())
    except PipeBroken:
        return


def _inspected(order: Mapping[str, object], pipe: Pipe) -> Mapping[str, str]:
    """Look at one file; return how it ended."""
    rules = Inspections.model_validate_json(str(order["rules"]), strict=False)
    component = order["component"]
    asked = Asked(
        str(order["name"]),
        None if component is None else str(component),
        is_full=bool(order["is_full"]),
        rules=rules,
    )
    budget = order["budget"]
    notes = Telling(asked, Budget(*budget) if isinstance(budget, list) else Budget())
    notes.pipe = pipe
    size = order["size"]
    try:
        import_module(str(order["module"])).inspect(
            Asking(pipe, size if isinstance(size, int) else 0), notes
        )  # slow import
    except BudgetSpent as spent:
        return {"end": "spent", "problem": spent.what}
    except Unreadable as error:
        return {"end": "unreadable", "place": error.place, "problem": error.problem}
    except PipeBroken:
        raise
    except Exception as error:  # noqa: BLE001  # a library met bytes it was not made for, and its words may hold them
        return {"end": "unreadable", "place": "", "problem": f"{_UNKNOWN} ({type(error).__name__})"}
    if notes.was_full:
        pipe.send(b"N", json.dumps({"note": "was_full"}).encode())
    return {"end": "done"}


def _limit() -> None:
    """Limit memory, and leave no image of it behind; where a system has no such limits, time alone is limited."""
    # A thread of a library of algebra takes address space, and none is needed.
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    try:
        import resource  # optional dependency
    except ImportError:
        return
    for limit, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (soft, hard))
