"""What a schema asks of a whole row, as masks over the table: which rows break which keyword."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol

import polars as pl

from theatrum.checks.columns.cell_rules import CellRules
from theatrum.checks.columns.cells import Question, Sheet
from theatrum.checks.columns.list_rules import CellSchema
from theatrum.checks.columns.reading import TEXT, Reading
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Path, Violation

_Key = tuple[str, Path, Path, str | None]


@dataclass(frozen=True, slots=True)
class RowFault:
    """One keyword that some rows violate; ``named`` is the property that a keyword about names speaks of."""

    keyword: str
    instance: Path
    walked: Path
    bad: pl.Series
    named: str | None = None


class RowRules(Protocol):
    """A compiled schema of a row. Masks have no nulls."""

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated, among some rows only where a mask is given."""


@dataclass(frozen=True, eq=False)
class Required:
    """Properties that must be there; all, or wherever another one is."""

    keyword: str
    walked: Path
    names: tuple[str, ...]
    trigger: str | None = None

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""
        present = [sheet.column(name).is_present for name in self.names]
        found = reduce(pl.Series.__and__, present) if present else sheet.constant(value=True)
        return found if self.trigger is None else sheet.column(self.trigger).is_empty | found

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated."""
        among = among if self.trigger is None else _both(among, sheet.column(self.trigger).is_present)
        for name in self.names:
            column = sheet.column(name)
            if column.texts.null_count():
                yield RowFault(self.keyword, (), self.walked, _both(among, column.is_empty), name)


@dataclass(frozen=True, eq=False)
class Property:
    """What is asked of a cell where it is filled in."""

    name: str
    rules: CellSchema

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""
        return self.rules.valid(sheet.column(self.name)).fill_null(value=True)

    def questions(self, readings: Mapping[str, Reading]) -> Iterator[Question]:
        """Yield what can be asked of all columns at once."""
        if isinstance(self.rules, CellRules) and readings.get(self.name, TEXT).types == TEXT.types:
            yield from ((self.name, key, ask) for key, ask in self.rules.of_texts())

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated."""
        column = sheet.column(self.name)
        if column.texts.null_count() == sheet.height:
            return
        for fault in self.rules.faults(column):
            yield RowFault(fault.keyword, (self.name, *fault.inside), fault.walked, _both(among, fault.bad))


@dataclass(frozen=True, eq=False)
class All:
    """Every part must hold."""

    parts: list[RowRules] = field(default_factory=list)

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""
        verdicts = [part.valid(sheet) for part in self.parts]
        return reduce(pl.Series.__and__, verdicts) if verdicts else sheet.constant(value=True)

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated."""
        for part in self.parts:
            yield from part.faults(sheet, among)


def root_properties(rules: RowRules) -> Iterator[Property]:
    """Yield what is asked of each cell whatever stands in the others."""
    for part in rules.parts if isinstance(rules, All) else ():
        if isinstance(part, Property):
            yield part


@dataclass(frozen=True, eq=False)
class Choice:
    """Some number of branches must hold: ``anyOf``, ``oneOf``, ``not``."""

    keyword: str
    walked: Path
    branches: list[RowRules]

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""
        verdicts = [branch.valid(sheet) for branch in self.branches]
        if self.keyword == "anyOf":
            return reduce(pl.Series.__or__, verdicts)
        count = reduce(pl.Series.__add__, [verdict.cast(pl.Int32) for verdict in verdicts])
        return count == (1 if self.keyword == "oneOf" else 0)

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated."""
        yield RowFault(self.keyword, (), self.walked, _both(among, ~self.valid(sheet)))


@dataclass(frozen=True, eq=False)
class Condition:
    """A test, what must hold where it does, and what where it does not."""

    test: RowRules
    then: RowRules
    otherwise: RowRules

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""
        holds = self._holds(sheet)
        return (~holds | self.then.valid(sheet)) & (holds | self.otherwise.valid(sheet))

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated."""
        holds = self._holds(sheet)
        if holds.any():
            yield from self.then.faults(sheet, _both(among, holds))
        if not holds.all():
            yield from self.otherwise.faults(sheet, _both(among, ~holds))

    def _holds(self, sheet: Sheet) -> pl.Series:
        return sheet.remembered(self, lambda: self.test.valid(sheet))


@dataclass(frozen=True, eq=False)
class Never:
    """The schema ``false``."""

    walked: Path

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""
        return sheet.constant(value=False)

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated."""
        yield RowFault("falseSchema", (), self.walked, _both(among, sheet.constant(value=True)))


@dataclass(frozen=True, eq=False)
class Rowwise:
    """A part that columns cannot express: jsonschema-rs judges each row."""

    schema: CompiledSchema
    location: Path
    walked: Path

    def valid(self, sheet: Sheet) -> pl.Series:
        """Return which rows are valid."""
        return pl.Series([not self.schema.judge_at(self.location, row) for row in sheet.rows()], dtype=pl.Boolean)

    def faults(self, sheet: Sheet, among: pl.Series | None) -> Iterator[RowFault]:
        """Yield what is violated."""
        # The same keyword may be violated twice in a row, as where two columns ask for the same third one.
        found: dict[tuple[_Key, int], list[int]] = {}
        judged = range(sheet.height) if among is None else among.arg_true()
        for index, row in zip(judged, sheet.rows(among), strict=True):
            counted: Counter[_Key] = Counter()
            for violation in self.schema.judge_at(self.location, row):
                key = key_of(violation, self.walked)
                counted[key] += 1
                found.setdefault((key, counted[key]), []).append(index)
        for ((keyword, instance, walked, named), _), rows in found.items():
            bad = sheet.constant(value=False).scatter(rows, True)
            yield RowFault(keyword, instance, walked, bad, named)


def key_of(violation: Violation, walked: Path = ()) -> _Key:
    """Return what tells one violated keyword of a row from another."""
    named = violation.fact if violation.keyword == "required" else None
    if violation.keyword == "propertyNames":
        named = violation.value
    path = (*walked, *violation.evaluation_path)
    return violation.keyword, violation.instance_path, path, named if isinstance(named, str) else None


def _both(among: pl.Series | None, bad: pl.Series) -> pl.Series:
    return bad if among is None else among & bad
