"""One table of a submission, judged by itself: headers, cells and rows of its component."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.links.records import Records
from theatrum.checks.model.schemas import bound_schema
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.ages import AgeCheck
from theatrum.checks.report.component_wordings import component_wordings
from theatrum.checks.report.identifier_columns import Centers, check_identifiers
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.checks.tables.table import Table

# Stands for all columns of a row where only some are kept.
ROW_HASH = "(row)"


@dataclass(frozen=True, slots=True)
class Judged:
    """What came out of one table, or one piece of it.

    ``records`` have the names of the model, to which ``names`` leads from the table's headers.
    """

    groups: list[Group]
    records: Records
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """Which columns later checks need of a table that is too large to be kept whole."""

    names: frozenset[str]

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return these columns, and a hash of all."""
        whole = frame.hash_rows().cast(pl.String).alias(ROW_HASH)
        return frame.select(name for name in frame.columns if name in self.names).with_columns(whole)


def later_columns(profile: Profile) -> frozenset[str]:
    """Return the columns that checks between rows, tables and files may ask for."""
    overlay = profile.overlay
    identifiers = {entry.attribute for entry in overlay.identifiers.attributes}
    files = {*overlay.fills, overlay.files.attribute or ""}
    rules = (profile.links, profile.inspections)
    return frozenset(text for rule in rules for text in _strings(rule.model_dump())) | identifiers | files


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


class ComponentCheck:
    """The checks of one component, compiled once. ``is_open`` components take any further column."""

    def __init__(
        self, profile: Profile, component: str, version: str, *, centers: Centers, is_open: bool = False
    ) -> None:
        self.component = component
        self._profile = profile
        self._version = version
        self._centers = centers
        self._is_open = is_open
        self._ages: AgeCheck | None = None

    def judge(self, table: Table) -> Judged:
        """Return what is wrong with a table, and its rows under the model's names."""
        checked = self._check.judge(table)
        records = Records(self.component, table.file, table.sheet, checked.frame, table.first_row)
        groups = [*self._first_column(table, checked.names), *checked.groups]
        placed = [_placed(group, table, self.component) for group in groups]
        owned = check_identifiers(records, self._profile.overlay.identifiers, self._centers)
        return Judged([*table.groups, *placed, *owned, *self._aged(table, records)], records, checked.names)

    def _aged(self, table: Table, records: Records) -> list[Group]:
        """Return what is doubtful about ages; a new table begins with its first piece."""
        ages = self._profile.overlay.ages
        if ages is None:
            return []
        if self._ages is None or table.first_row == 1:
            self._ages = AgeCheck(ages, center=self._centers.submitting)
        found = self._ages.check(records)
        return found + (self._ages.finish() if table.is_last else [])

    def _first_column(self, table: Table, names: Mapping[str, str]) -> list[Group]:
        """An open table is known by its first column; elsewhere the order of columns is free."""
        wanted = next(iter(self._check.attributes), None)
        if not self._is_open or not table.frame.width or names.get(table.frame.columns[0]) == wanted:
            return []
        finding = Finding(
            code="table.first_column",
            severity=Severity.ERROR,
            message=f"The first column must be {wanted}.",
            fix=f"Move {wanted} to the front.",
            column=wanted,
            source=Source.OVERLAY,
            requirement="R73",
        )
        return [Group(finding)]

    @cached_property
    def _check(self) -> SchemaCheck:
        schema = bound_schema(self._profile, self.component, self._version)
        wordings = component_wordings(self._profile, self.component, self._version, schema)
        return SchemaCheck(wordings, component=self.component, is_open=self._is_open)


def _placed(group: Group, table: Table, component: str) -> Group:
    finding = replace(group.finding, file=table.file, sheet=table.sheet, component=component)
    return Group(finding, group.rows)
