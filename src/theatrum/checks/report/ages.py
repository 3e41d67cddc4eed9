"""Ages that are numbers and still doubtful: too old to be anonymous, a year, a date, or counted from another day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.links.records import Records
from theatrum.checks.profile.overlay_shapes import Ages

_SEVERITY = {"warn": Severity.WARNING, "hold": Severity.ERROR}
_ROW, _TEXT, _AGE = "row", "text", "age"
_YEAR = 365


@dataclass(frozen=True, slots=True)
class _Doubt:
    code: str
    severity: Severity
    message: str
    fix: str
    requirement: str | None
    rows: pl.Expr


class AgeCheck:
    """Looks at the ages of one table, piece by piece. Findings never show an age: it may say who somebody is."""

    def __init__(self, ages: Ages, *, center: str | None = None) -> None:
        self._ages = ages
        self._of_adults = center is None or center not in ages.children
        self._oldest: float | None = None
        self._columns: dict[str, None] = {}
        self._last: Records | None = None

    def check(self, records: Records) -> list[Group]:
        """Return what is doubtful in a piece of the table, one group a column and doubt."""
        self._last = records
        columns = [name for name in records.frame.columns if re.search(self._ages.attributes, name)]
        return [group for column in columns for group in self._check_column(records, column)]

    def finish(self) -> list[Group]:
        """Return what can be said only of the table as a whole."""
        below, oldest, last = self._ages.indexed_below, self._oldest, self._last
        if last is None or below is None or oldest is None or oldest >= below or not self._of_adults:
            return []
        finding = Finding(
            code="links.ages_small",
            severity=Severity.WARNING,
            message=f"Nobody is above {below // _YEAR} years by {self._named()}; were the days counted from birth?",
            fix="Count from the day of birth; days since enrolment or diagnosis are something else.",
            source=Source.OVERLAY,
            requirement=self._ages.indexed_requirement,
        )
        return [Group(_placed(finding, last))]

    def _named(self) -> str:
        """Return the columns that hold ages."""
        first, *others = self._columns
        return f"{first} and {len(others):,} more" if len(others) > 1 else " and ".join(self._columns)

    def _check_column(self, records: Records, column: str) -> Iterator[Group]:
        texts = pl.col(column).str.strip_chars()
        cells = records.frame.select(
            pl.int_range(pl.len()).alias(_ROW) + records.first_row,
            texts.alias(_TEXT),
            texts.cast(pl.Float64, strict=False).alias(_AGE),
        ).filter(pl.col(_AGE).is_not_null() & pl.col(_AGE).is_finite())
        oldest = cells[_AGE].max()
        if isinstance(oldest, float):
            self._columns[column] = None
            self._oldest = max(oldest, self._oldest if self._oldest is not None else oldest)
        for doubt in self._doubts(column):
            rows = cells.filter(doubt.rows)[_ROW].to_list()
            if rows:
                yield Group(_placed(_finding(doubt, column), records), tuple(rows))

    def _doubts(self, column: str) -> Iterator[_Doubt]:
        ages = self._ages
        is_date = pl.col(_TEXT).str.contains(ages.dates) if ages.dates else pl.lit(value=False)
        fix = "Write the days since birth; dates must not be sent."
        if ages.dates:
            message = f"{column} looks like a date written as one number."
            yield _Doubt("privacy.date_as_number", Severity.WARNING, message, fix, ages.dates_requirement, is_date)
        if ages.years and self._of_adults:
            is_year = pl.col(_AGE).is_between(*ages.years) & ~is_date
            message = f"{column} looks like a year; as days it would be the age of a small child."
            yield _Doubt("privacy.year_as_age", Severity.WARNING, message, fix, ages.requirement, is_year)
        if ages.action != "off":
            is_old = (pl.col(_AGE) > ages.cap) & ~is_date
            message = (
                f"{column} is an age above {ages.cap:,} days ({ages.cap // _YEAR} years), which may say who it is."
            )
            fix = "Have your liaison review it before the data are staged."
            yield _Doubt("privacy.age_over_cap", _SEVERITY[ages.action], message, fix, ages.cap_requirement, is_old)


def _finding(doubt: _Doubt, column: str) -> Finding:
    return Finding(
        code=doubt.code,
        severity=doubt.severity,
        message=doubt.message,
        fix=doubt.fix,
        column=column,
        value_class="a whole number",
        source=Source.OVERLAY,
        requirement=doubt.requirement,
    )


def _placed(finding: Finding, records: Records) -> Finding:
    return replace(finding, file=records.file, sheet=records.sheet, component=records.component)
