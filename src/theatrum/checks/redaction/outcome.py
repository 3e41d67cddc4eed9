"""What became of each file: what a report of ``theatrum redact`` is made of. Never what stood anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from theatrum.checks.findings import Finding, Severity, Verdict
from theatrum.checks.redaction.wishes import Taken

_OPEN = frozenset({Verdict.BLOCK, Verdict.HOLD})


class State(StrEnum):
    """How a file ended."""

    CLEANED = "cleaned"
    CLEAN = "clean"  # there was nothing to take out
    REFUSED = "refused"  # it cannot be read right
    ELSEWHERE = "elsewhere"  # this command does not clean its format
    THERE = "there"  # a copy of its name is there already


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One file. ``copy`` is where its cleaned copy is, or would be; ``remaining`` what the inspectors still find.

    ``format`` is what the file is to people. ``problem`` and ``fix`` are sentences about what was not done. ``is_told``
    where a file that is not cleaned here is spoken of in any case: it was asked for, or nothing looks into it.
    """

    file: str
    state: State
    copy: str | None = None
    format: str | None = None
    taken: Sequence[Taken] = ()
    remaining: Sequence[Finding] = ()
    problem: str | None = None
    fix: str | None = None
    is_told: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do: what remains is at most to be noted."""
        return self.state in (State.CLEANED, State.CLEAN) and not any(map(_is_open, self.remaining))

    @property
    def concerns(self) -> bool:
        """Whether there is anything to tell of it: not of a table in which nothing was found."""
        return self.state is not State.ELSEWHERE or self.is_told or any(map(_is_open, self.remaining))


def _is_open(finding: Finding) -> bool:
    """Whether a finding blocks, waits for a reviewer, or says that not everything was seen."""
    return finding.verdict in _OPEN or (finding.verdict is None and finding.severity is not Severity.NOTE)
