"""What a privacy finding is about is hidden in every other finding on the same cell: a report can be passed on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from theatrum.checks.findings import Finding, Group
from theatrum.checks.report.folding import squeeze

FAMILY = "privacy."
Column = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class PrivateColumn:
    """The data rows at which a column is private, or all of them."""

    is_whole: bool
    rows: frozenset[int]

    def has(self, row: int) -> bool:
        """Return whether the cell of a row is private."""
        return self.is_whole or row in self.rows


class PrivateCells:
    """The cells, columns, rows and tables that privacy findings speak of."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._rows: dict[Column, set[int]] = {}
        self._whole: set[Column] = set()
        for group in groups:
            if group.finding.code.startswith(FAMILY):
                self._add(group)

    def _add(self, group: Group) -> None:
        place = _column(group.finding)
        # What stands in a name or a header says nothing of the cells below.
        if len(group.rows) == 0 and group.finding.column is not None and group.finding.place is None:
            self._whole.add(place)
        self._rows.setdefault(place, set()).update(group.rows)
        # A finding on a whole row may show any of its cells.
        self._rows.setdefault((*place[:2], None), set()).update(group.rows)

    def of_column(self, place: tuple[str | None, str | None], column: str) -> "PrivateColumn":
        """Return which cells of a column are private, however its header is spelt; ``place`` is file and sheet."""
        key = (*place, squeeze(column))
        return PrivateColumn(is_whole=key in self._whole, rows=frozenset(self._rows.get(key, ())))

    def split(self, group: Group) -> Iterator[Group]:
        """Yield the group, or its hidden and its open part."""
        place = _column(group.finding)
        private = self._rows.get(place, set())
        if place in self._whole:
            yield _hidden(group, group.rows)
        elif not private or len(group.rows) == 0:
            yield group
        else:
            hidden = [row for row in group.rows if row in private]
            if hidden:
                yield _hidden(group, hidden)
            if len(hidden) < len(group.rows):
                yield Group(group.finding, [row for row in group.rows if row not in private])


def hide_private(groups: Iterable[Group]) -> list[Group]:
    """Return the groups without the values of private cells, and without what was made from them."""
    given = list(groups)
    private = PrivateCells(given)
    kept: list[Group] = []
    for group in given:
        if group.finding.code.startswith(FAMILY):
            kept.append(Group(replace(group.finding, value=None, suggestions=()), group.rows, group.matches))
        else:
            kept.extend(private.split(group))
    return _merged(kept)


def _merged(groups: Iterable[Group]) -> list[Group]:
    """Put together what differs no more once its value is hidden."""
    merged: dict[Finding, list[Group]] = {}
    for group in groups:
        merged.setdefault(group.finding, []).append(group)
    return [_one(finding, parts) for finding, parts in merged.items()]


def _one(finding: Finding, parts: list[Group]) -> Group:
    """Join groups of one finding, their rows in order; two matches in one cell are two places."""
    if len(parts) == 1:
        return parts[0]
    if any(part.matches for part in parts):
        places = [place for part in parts for place in zip(part.rows, part.matches, strict=True)]
        places.sort(key=lambda place: (place[0], place[1].offset))
        return Group(finding, [row for row, _ in places], [match for _, match in places])
    return Group(finding, tuple(sorted({row for part in parts for row in part.rows})))


def _hidden(group: Group, rows: Sequence[int]) -> Group:
    return Group(group.finding.masked(), rows)


def _column(finding: Finding) -> Column:
    """Name a column by what its spellings share: a finding on the header may spell it in another way."""
    return finding.file, finding.sheet, None if finding.column is None else squeeze(finding.column)
