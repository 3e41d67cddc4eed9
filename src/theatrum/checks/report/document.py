"""The report of one run: what was looked at, by which rules, what was found, and what could not be looked at."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.report.hiding import hide_private
from theatrum.checks.report.model_links import no_link
from theatrum.checks.report.ordering import in_order, places

CLEAN, FINDINGS = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One table or file that was looked at. ``rows`` is None for a file that is no table; ``size`` is in bytes."""

    file: str
    sheet: str | None = None
    component: str | None = None
    how_recognised: str = ""
    rows: int | None = None
    sha256: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """What nobody has looked at: it has not passed. ``what`` is a rule or a kind of check; no file means all."""

    what: str
    why: str
    file: str | None = None


def _no_code(_code: str, _column: str | None) -> str | None:
    return None


@dataclass(slots=True, kw_only=True)
class Report:
    """Everything a run has to say. Its groups stand in the stable order and hold no private value.

    ``model``, ``overlay``, ``profile`` and ``engine`` name the versions that judged; ``started`` has a time zone.
    ``release_code`` gives the consortium's own code for one of ours at a column, such as ``Overlay.release_code``;
    ``model_path`` where the data model describes what a finding is about, on the pages of ``server`` or any other.
    ``files`` counts all that were there, those without a table included.
    """

    groups: Sequence[Group]
    inputs: Sequence[Input]
    model: str
    overlay: str
    profile: str
    engine: str
    started: datetime
    seconds: float
    not_checked: Sequence[NotChecked] = field(default_factory=tuple)
    release_code: Callable[[str, str | None], str | None] = _no_code
    model_path: Callable[[Finding], str | None] = no_link
    server: str | None = None
    files: int = 0
    _clean: list[int | None] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        """Hide what a privacy finding is about, and bring the groups into order."""
        self.groups = in_order(hide_private(self.groups))

    def counts(self) -> dict[Severity, int]:
        """Return how many findings there are of each severity, all severities named."""
        counted: Counter[Severity] = Counter()
        for group in self.groups:
            counted[group.finding.severity] += group.count
        return {severity: counted[severity] for severity in Severity}

    def codes(self) -> dict[str, int]:
        """Return how many findings there are of each code, in the order of the codes."""
        counted: Counter[str] = Counter()
        for group in self.groups:
            counted[group.finding.code] += group.count
        return dict(sorted(counted.items()))

    def model_url(self, finding: Finding) -> str | None:
        """Return the address of what the data model says, on the server that is known; None without one."""
        path = self.model_path(finding)
        return None if self.server is None or path is None else self.server + path

    def exit_code(self, *, final: bool = False) -> int:
        """Return 1 where something blocks, else 0. When ``final``, what is pending blocks too."""
        counts = self.counts()
        blocking = counts[Severity.ERROR] + (counts[Severity.PENDING] if final else 0)
        return FINDINGS if blocking else CLEAN

    def findings(self) -> Iterator[Finding]:
        """Yield every finding by file, sheet, row, column, code and message; what concerns a whole table first."""
        for group, row, match in places(self.groups):
            yield group.finding if row is None else replace(group.finding, row=row, match=match)

    def groups_of(self, one: Input) -> list[Group]:
        """Return the groups about one input."""
        place = (one.file, one.sheet)
        return [group for group in self.groups if (group.finding.file, group.finding.sheet) == place]

    def clean_rows(self) -> list[int | None]:
        """Return for each input how many of its rows have no error; None where it has no rows."""
        self._clean = self._clean or self._counted_clean()
        return self._clean

    def _counted_clean(self) -> list[int | None]:
        spoilt = {(one.file, one.sheet): bytearray((one.rows or 0) + 1) for one in self.inputs}
        for group in self.groups:
            marks = spoilt.get((group.finding.file or "", group.finding.sheet))
            if marks is not None and group.finding.severity is Severity.ERROR:
                _mark(marks, _spoilt(group, len(marks)))
        return [None if one.rows is None else one.rows - spoilt[one.file, one.sheet].count(1) for one in self.inputs]


def _spoilt(group: Group, end: int) -> Sequence[int]:
    """Return the rows that an error spoils; what the schema misses in the table as a whole is missed in each row."""
    is_whole = len(group.rows) == 0 and group.finding.code.startswith("schema.")
    return range(1, end) if is_whole else group.rows


def _mark(marks: bytearray, rows: Sequence[int]) -> None:
    for row in rows:
        if row < len(marks):
            marks[row] = 1
