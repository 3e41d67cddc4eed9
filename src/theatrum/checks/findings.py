"""Findings: what a check has to say about one place in the data. Data, never exceptions.

Every door (terminal, wire, page, grid, release gate) renders these; none makes its own. ``message``
never holds the offending value, so that a finding can be shown where its cell may not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """MUST of the manual is an error and blocks staging, SHOULD a warning, MAY a note.

    Pending is what may still come: a link whose other end is not there yet. It becomes an error at the stage gate.
    """

    ERROR = "error"
    PENDING = "pending"
    WARNING = "warning"
    NOTE = "note"


class Source(StrEnum):
    """Who asks for it: the published data model, the consortium's overlay on it, or the reading of the file."""

    MODEL = "model"
    OVERLAY = "overlay"
    READING = "reading"


class Verdict(StrEnum):
    """What identifying data leads to, by the policy of the profile.

    A blocked file locks at once, a held one waits for a reviewer, a note is told and stops nothing.
    """

    BLOCK = "block"
    HOLD = "hold"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Match:
    """Where in a text something identifying stands: characters from 0. Never the text itself.

    ``digest`` is a keyed hash of it: the same text in the same report, or on the same server, has the same one.
    """

    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem at one place, and what to do about it.

    ``code`` is stable and begins with its family (``schema.``, ``identifier.``, ``links.``, ...).
    ``row`` counts data rows from 1 and is None for a single object; ``column`` is the attribute.
    ``value_class`` says what was found (``text``, ``whole number``, ``nothing`` ...) without showing it.
    ``suggestions`` are values that would do, best first; ``requirement`` names the rule of the profile.
    ``place`` is where in a file that is no table: a tag, a member of an archive, a line of a header. ``verdict`` and
    ``match`` are of findings of the family ``privacy.``.
    """

    code: str
    severity: Severity
    message: str
    fix: str | None = None
    column: str | None = None
    row: int | None = None
    value_class: str | None = None
    value: str | None = None
    suggestions: tuple[str, ...] = ()
    source: Source = Source.MODEL
    requirement: str | None = None
    file: str | None = None
    sheet: str | None = None
    component: str | None = None
    place: str | None = None
    verdict: Verdict | None = None
    match: Match | None = None

    def masked(self) -> "Finding":
        """Return this finding without the value and what was made from it: for a cell with a privacy finding."""
        return replace(self, value=None, fix=None, suggestions=())


@dataclass(frozen=True, slots=True)
class Group:
    """The same finding at one or many places: ten thousand bad cells read as the three things wrong with them.

    ``finding`` has no row of its own; ``rows`` are the data rows it holds for, from 1, in order; no rows where it
    speaks of a whole table, file or submission. ``matches`` are those of privacy findings, one a row.
    """

    finding: Finding
    rows: Sequence[int] = ()
    matches: Sequence[Match] = ()

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self.rows) or 1

    def findings(self) -> Iterator[Finding]:
        """Yield one finding a place."""
        if not self.rows:
            yield self.finding
        for number, row in enumerate(self.rows):
            yield replace(self.finding, row=row, match=self.matches[number] if self.matches else None)


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Put together what differs in its row only, in the order of first appearance."""
    rows: dict[Finding, list[int]] = {}
    for finding in findings:
        places = rows.setdefault(replace(finding, row=None), [])
        if finding.row is not None:
            places.append(finding.row)
    return [Group(finding, tuple(places)) for finding, places in rows.items()]
