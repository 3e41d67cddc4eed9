"""One table held against one schema: headers, cells and rows. What a terminal and a server say of it is the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.report.faults import Wording, word_emptied, word_faults
from theatrum.checks.tables.headers import Headers, match_headers
from theatrum.checks.tables.table import Table


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out of a table, or of one piece of it.

    ``frame`` has the names of the schema, to which ``names`` leads from the table's headers. ``invalid`` are the data
    rows, from 1 in the whole table, that break the schema, of those that were ``judged``: blank ones are not.
    ``groups`` speak of the headers once, with the first piece.
    """

    groups: list[Group]
    frame: pl.DataFrame = field(repr=False)
    names: Mapping[str, str]
    judged: int
    invalid: pl.Series


class SchemaCheck:
    """The checks of one schema. The first of ``wordings`` judges; the others, with milder severities, only advise.

    With ``is_open``, columns that the schema does not know are nothing to tell.
    """

    def __init__(self, wordings: Sequence[Wording], *, component: str | None = None, is_open: bool = False) -> None:
        self.component = component
        self._wordings = wordings
        self._is_open = is_open

    @cached_property
    def attributes(self) -> list[str]:
        """The attributes that the schema declares, in its order; where it declares none, those it speaks of."""
        plan = self._wordings[0].plan
        properties = plan.schema.schema.get("properties")
        return list(properties) if isinstance(properties, dict) and properties else list(plan.readings)

    def judge(self, table: Table) -> Checked:
        """Return what the schema has against a table."""
        headers = self._headers(table.frame.columns)
        frame = table.frame.select(pl.col(header).alias(name) for header, name in _chosen(table.frame, headers))
        groups = list(headers.groups) if table.first_row == 1 else []
        if not frame.width or not frame.height:
            return Checked(groups, frame, headers.names, 0, pl.Series([], dtype=pl.Int64))
        numbers = pl.int_range(frame.height, eager=True) + table.first_row
        filled, numbers = _without_blank_rows(table, frame, numbers)
        verdict = self._wordings[0].plan.judge(filled)
        groups += word_faults(self._wordings[0], verdict, numbers)
        groups += word_emptied(verdict, numbers, component=self.component)
        for wording in self._wordings[1:]:
            groups += word_faults(wording, wording.plan.judge(filled), numbers)
        return Checked(groups, frame, headers.names, filled.height, numbers.gather(verdict.invalid_rows()))

    def sound(self, name: str, texts: Collection[str | None]) -> set[str | None]:
        """Return those texts of a column of which nothing is to be said, whatever stands in the others of their row.

        ``name`` is the schema's for it. None stands for an empty cell. Nothing is said so of a column that some rule
        names beside another.
        """
        found = set(texts)
        for wording in self._wordings:
            found = wording.plan.sound(name, found) if found else set()
        return found

    def names(self, headers: Sequence[str]) -> Mapping[str, str]:
        """Return the names of the schema by the headers of a table, as far as they are known."""
        return self._headers(headers).names

    def stands_alone(self, name: str) -> bool:
        """Tell whether no rule names a column, given the schema's name for it, beside another."""
        return all(wording.plan.stands_alone(name) for wording in self._wordings)

    def _headers(self, columns: Sequence[str]) -> Headers:
        found = match_headers(columns, self.attributes)
        if not self._is_open:
            return found
        told = (group for group in found.groups if group.finding.code != "table.unknown_column")
        return Headers(found.names, tuple(told))


def _chosen(frame: pl.DataFrame, headers: Headers) -> list[tuple[str, str]]:
    """Return each column with its name in the schema; unknown ones keep theirs, unless it is taken."""
    taken = set(headers.names.values())
    others = ((header, header) for header in frame.columns if header not in headers.names and header not in taken)
    return [*headers.names.items(), *others]


def _without_blank_rows(table: Table, frame: pl.DataFrame, numbers: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Leave out rows without anything in them: reading has told of them, and there is nothing to judge."""
    if not any(group.finding.code == "table.blank_row" for group in table.groups):
        return frame, numbers
    filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    return frame.filter(filled), numbers.filter(filled)
