"""What may identify a person in tables, in their headers and sheets, and in the names of files and folders."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from theatrum.checks.findings import Finding, Group
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.report.hiding import FAMILY
from theatrum.checks.submission.collapsing import by_folder
from theatrum.checks.submission.found import Found, Submission
from theatrum.checks.submission.masking import Masks
from theatrum.checks.tables.table import Table


class Identifying:
    """Judges names and tables as they come, and keeps what must not be shown of names."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._folders: dict[str, list[Finding]] = {}
        self.masks = Masks()

    def names(self, submission: Submission) -> list[Group]:
        """Return the findings on the names of all files and folders, a folder once."""
        files = {file.name: file for file in (*submission.tables, *submission.files)}
        return by_folder(finding for file in files.values() for finding in self._about_path(file))

    def given(self, paths: Iterable[Path]) -> None:
        """Keep what must not be shown of the paths that were handed in: nothing is told of them."""
        for path in paths:
            for part in path.parts:
                self._judged(part, "The name of the folder", None)

    def table(self, table: Table, component: str | None, names: Mapping[str, str]) -> list[Group]:
        """Return the findings on a table or a piece of one; ``names`` leads from its headers to attributes."""
        cells = self._judge.table(table, component, names)
        if table.first_row != 1:
            return cells
        told = [
            replace(finding, column=header, place=f"header of column {number}")
            for number, header in enumerate(table.frame.columns, start=1)
            if names.get(header) != header
            for finding in self._judged(header, f"The header of column {number}", component)
        ]
        if table.sheet is not None:
            sheet = self._judged(table.sheet, "The name of the sheet", component)
            told += [replace(finding, place="name of the sheet") for finding in sheet]
        placed = (replace(one, file=table.file, sheet=table.sheet, component=component) for one in told)
        return [*cells, *map(Group, placed)]

    def without_values(self, groups: Iterable[Group]) -> list[Group]:
        """Return the groups, those masked whose value has something identifying: it may come from another cell."""
        given = list(groups)
        values = sorted({group.finding.value or "" for group in given if _shows_value(group.finding)})
        if not values:
            return given
        private = self._private(values)
        return [
            replace(group, finding=group.finding.masked())
            if _shows_value(group.finding) and self._is_private(group.finding, private)
            else group
            for group in given
        ]

    def _about_path(self, file: Found) -> Iterator[Finding]:
        parts = file.name.split("/")
        for number, part in enumerate(parts[:-1], start=1):
            folder = "/".join(parts[:number])
            if folder not in self._folders:
                self._folders[folder] = self._judged(part, "The name of the folder", None)
                yield from _placed(self._folders[folder], folder, len(folder) - len(part), "name of the folder")
        found = self._judged(parts[-1], "The name of the file", file.component)
        for one in _placed(found, file.name, len(file.name) - len(parts[-1]), "name of the file"):
            yield replace(one, component=file.component)

    def _judged(self, name: str, said: str, component: str | None) -> list[Finding]:
        found = self._judge.text(name, Context(Where.NAME, said, component))
        if found:
            self.masks.add(name, found)
        return found

    def _private(self, values: list[str]) -> frozenset[str]:
        """Return the values in which something stands, whatever the column."""
        frame = pl.DataFrame({_VALUES: values}, schema={_VALUES: pl.String})
        found = self._judge.table(Table("", None, frame), None)
        return frozenset(values[row - 1] for group in found for row in group.rows)

    def _is_private(self, finding: Finding, private: frozenset[str]) -> bool:
        """Say whether more stands in a value than what its column is for."""
        value = finding.value or ""
        context = Context(Where.CELL, finding.column, finding.component)
        return value in private and bool(self._judge.text(value, context))


_VALUES = "value"


def _shows_value(finding: Finding) -> bool:
    return finding.value is not None and not finding.code.startswith(FAMILY)


def _placed(findings: Iterable[Finding], path: str, start: int, place: str) -> Iterator[Finding]:
    for finding in findings:
        match = finding.match
        moved = match and replace(match, offset=match.offset + start)
        yield replace(finding, file=path, place=place, match=moved)
