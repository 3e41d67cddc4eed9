"""One table of a submission, judged by itself: headers, cells and rows of its component."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.findings import Finding, Group, Severity, Source
from theatrum.checks.links.records import Records
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.schemas import advice_schema, bound_schema
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.ages import AgeCheck
from theatrum.checks.report.context import context_of
from theatrum.checks.report.faults import Wording, word_emptied, word_faults
from theatrum.checks.report.identifier_columns import Centers, check_identifiers
from theatrum.checks.tables.headers import Headers, match_headers
from theatrum.checks.tables.table import Table

# Stands for all columns of a row where only some are kept.
ROW_HASH = "(row)"


@dataclass(frozen=True, slots=True)
class Judged:
    """What came out of one table, or one piece of it. ``records`` have the names of the model."""

    groups: list[Group]
    records: Records


@dataclass(frozen=True, slots=True)
class Kept:
    """Which columns later checks need of a table that is too large to be kept whole."""

    names: frozenset[str]

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return these columns, and a hash of all."""
        whole = frame.hash_rows().cast(pl.String).alias(ROW_HASH)
        return frame.select(name for name in frame.columns if name in self.names).with_columns(whole)


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
        headers = self._headers(table.frame.columns)
        frame = table.frame.select(pl.col(header).alias(name) for header, name in self._chosen(table.frame, headers))
        records = Records(self.component, table.file, table.sheet, frame, table.first_row)
        told = list(headers.groups) if table.first_row == 1 else []
        told += self._first_column(table, headers)
        groups = [*told, *self._judged(table, frame)]
        placed = [_placed(group, table, self.component) for group in groups]
        owned = check_identifiers(records, self._profile.overlay.identifiers, self._centers)
        return Judged([*table.groups, *placed, *owned, *self._aged(table, records)], records)

    def _aged(self, table: Table, records: Records) -> list[Group]:
        """Return what is doubtful about ages; a new table begins with its first piece."""
        ages = self._profile.overlay.ages
        if ages is None:
            return []
        if self._ages is None or table.first_row == 1:
            self._ages = AgeCheck(ages, center=self._centers.submitting)
        found = self._ages.check(records)
        return found + (self._ages.finish() if table.is_last else [])

    def _judged(self, table: Table, frame: pl.DataFrame) -> Iterable[Group]:
        if not frame.width or not frame.height:
            return
        numbers = pl.int_range(frame.height, eager=True) + table.first_row
        frame, numbers = _without_blank_rows(table, frame, numbers)
        for wording in self._wordings:
            verdict = wording.plan.judge(frame)
            yield from word_faults(wording, verdict, numbers)
            if wording.severity is Severity.ERROR:
                yield from word_emptied(verdict, numbers, component=self.component)

    def _chosen(self, frame: pl.DataFrame, headers: Headers) -> list[tuple[str, str]]:
        """Return each column with its name in the model; unknown ones keep theirs, unless it is taken."""
        taken = set(headers.names.values())
        others = ((header, header) for header in frame.columns if header not in headers.names and header not in taken)
        return [*headers.names.items(), *others]

    def _headers(self, columns: Sequence[str]) -> Headers:
        found = match_headers(columns, list(self._attributes))
        if not self._is_open:
            return found
        return Headers(
            found.names, tuple(group for group in found.groups if group.finding.code != "table.unknown_column")
        )

    def _first_column(self, table: Table, headers: Headers) -> list[Group]:
        """An open table is known by its first column; elsewhere the order of columns is free."""
        wanted = next(iter(self._attributes), None)
        if not self._is_open or not table.frame.width or headers.names.get(table.frame.columns[0]) == wanted:
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
    def _attributes(self) -> Mapping[str, object]:
        properties = self._schema.schema.get("properties")
        return properties if isinstance(properties, dict) else {}

    @cached_property
    def _schema(self) -> CompiledSchema:
        return bound_schema(self._profile, self.component, self._version)

    @cached_property
    def _wordings(self) -> list[Wording]:
        model = self._profile.models[self._version]
        context = context_of(model, model.components[self.component], self._profile.overlay.identifiers)
        found = [Wording(plan_for(self._schema), context)]
        advice = advice_schema(self._profile, self.component, self._version)
        return [*found, Wording(plan_for(advice), context, Severity.WARNING)] if advice else found


def _without_blank_rows(table: Table, frame: pl.DataFrame, numbers: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Leave out rows without anything in them: reading has told of them, and there is nothing to judge."""
    if not any(group.finding.code == "table.blank_row" for group in table.groups):
        return frame, numbers
    filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    return frame.filter(filled), numbers.filter(filled)


def _placed(group: Group, table: Table, component: str) -> Group:
    finding = replace(group.finding, file=table.file, sheet=table.sheet, component=component)
    return Group(finding, group.rows)
