"""What is said at each cell of one table, row after row: for the workbook that shows findings in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from theatrum.checks.findings import Finding, Group, Match, Severity
from theatrum.checks.report.folding import squeeze
from theatrum.checks.report.hiding import FAMILY
from theatrum.checks.report.matches import match_text
from theatrum.checks.report.ordering import places

LONGEST_COMMENT = 1_000
WORST = (Severity.ERROR, Severity.WARNING, Severity.PENDING, Severity.NOTE)
_EMPTIED = "Emptied here, so that this workbook can be passed on."


@dataclass(slots=True)
class Mark:
    """Severity and sentences of one cell; more findings on a cell make one mark."""

    severity: Severity
    texts: list[str] = field(default_factory=list)

    def add(self, severity: Severity, text: str) -> None:
        """Take one more finding in."""
        self.severity = min(self.severity, severity, key=WORST.index)
        if text not in self.texts:
            self.texts.append(text)

    @property
    def comment(self) -> str:
        """The comment on the cell."""
        text = "\n\n".join(self.texts)
        return text if len(text) <= LONGEST_COMMENT else text[: LONGEST_COMMENT - 3] + "..."


Marks = dict[int, Mark]


class TableMarks:
    """The marks of one table, whose columns are known: header first, then row after row in order.

    What is said of a whole row, or of a column that is not there, stands at the first cell.
    """

    def __init__(self, groups: Sequence[Group], columns: Sequence[str], rows: int | None) -> None:
        """Take the groups about one table of so many rows."""
        # Headers may be spelt in another way than the attributes that findings name.
        self._columns = {squeeze(name): position for position, name in reversed(list(enumerate(columns)))}
        self._columns |= {name: position for position, name in enumerate(columns)}
        lacking = [group for group in groups if self._lacks(group, rows)]
        kept = [group for group in groups if group not in lacking]
        whole = (group for group in kept if len(group.rows) == 0)
        self.header = self._marks([(group, group.finding.match) for group in (*lacking, *whole)])
        self._by_row = groupby(
            places(_rowed(kept)),
            key=lambda place: place[1] or 0,
        )
        self._next: tuple[int, Marks] | None = self._advance()

    def of_row(self, row: int) -> Mapping[int, Mark]:
        """Return the marks of a data row, by column; rows are asked for in order."""
        while self._next is not None and self._next[0] < row:
            self._next = self._advance()
        return self._next[1] if self._next is not None and self._next[0] == row else {}

    def _advance(self) -> tuple[int, Marks] | None:
        for row, found in self._by_row:
            return row, self._marks([(group, match) for group, _, match in found])
        return None

    def _lacks(self, group: Group, rows: int | None) -> bool:
        column = group.finding.column
        return column is not None and self._position(column) is None and len(group.rows) == rows

    def _position(self, column: str) -> int | None:
        return self._columns.get(column, self._columns.get(squeeze(column)))

    def _marks(self, groups: Sequence[tuple[Group, Match | None]]) -> Marks:
        marks: Marks = {}
        for group, match in groups:
            finding = group.finding
            mark = marks.setdefault(self._position(finding.column or "") or 0, Mark(finding.severity))
            mark.add(finding.severity, sentence(finding, match))
        return marks


def sentence(finding: Finding, match: Match | None = None) -> str:
    """Return what is wrong and what to do, as a comment has it."""
    parts = [finding.message, f"At {match_text(match)}." if match else "", finding.fix or ""]
    if finding.code.startswith(FAMILY) and finding.place is None:
        parts.append(_EMPTIED)
    return " ".join(part for part in parts if part)


def _rowed(groups: Sequence[Group]) -> Sequence[Group]:
    return [group for group in groups if len(group.rows)]
