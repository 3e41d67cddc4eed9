"""What detectors and policy find in a header, as places to write over."""

from functools import lru_cache

from theatrum.checks.classes import Kind, Where
from theatrum.checks.findings import Finding, Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.redaction.wishes import Find, Span

_FAMILY = "privacy."
# What is only noted may stay: it is weak, and a look at it has been asked of nobody.
_TAKEN_OUT = frozenset({Verdict.BLOCK, Verdict.HOLD})


def find_by(judge: Judge) -> Find:
    """Return how the texts of headers are looked through."""

    @lru_cache(maxsize=4096)
    def find(text: str, name: str) -> tuple[Span, ...]:
        return tuple(_spans(judge.text(text, Context(Where.HEADER, name))))

    return find


def _spans(findings: list[Finding]) -> list[Span]:
    return [
        Span(Kind(finding.code.removeprefix(_FAMILY)), finding.match.offset, finding.match.length)
        for finding in findings
        if finding.verdict in _TAKEN_OUT and finding.match is not None
    ]
