"""Rows with findings, read in their order without ever holding more than some of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast

from theatrum.checks.columns.reading import TEXT, Reading
from theatrum.checks.findings import Finding, Severity
from theatrum.checks.report.clusters import message_of_all
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.models import RowVerdict, Workspace
from theatrum.repository.grids.problems.mending import exchanged, mended, order_of
from theatrum.repository.grids.queries import live_rows

_PIECE = 5_000
# Findings that offer a value, as both engines write JSON: only of such rows the cells are read.
_OFFERED = '"suggestions": ["'
# What names something that is not there: what was meant is asked for when somebody looks.
_MISSING = ("links.missing_parent", "links.missing_reference")
# Many rows have the very same findings: each is parsed once.
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a row: as a finding without what it offers, as it is kept, and by which group it is known."""

    finding: Finding
    kept: JsonObject
    key: str


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row of which something is told; ``cells`` None where nothing of it offers a value."""

    number: int
    told: tuple[Told, ...]
    cells: Cells | None


@dataclass(frozen=True, slots=True)
class InvalidRow:
    """A row that is not valid, with the errors that make it so; none where only the schema's own words are."""

    number: int
    source_key: int | None
    errors: tuple[Told, ...]
    cells: Cells


@dataclass(frozen=True, slots=True)
class Offered:
    """What a cell would have to hold to be rid of what a group tells of it."""

    key: str
    slot: int
    before: str
    after: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A cell that names something that is not there, as a group tells it."""

    key: str
    slot: int
    text: str

    def offered(self, meant: Mapping[str, str]) -> Offered | None:
        """Return what it would have to hold, by what was meant instead of what it names; None where nobody knows."""
        after = exchanged(self.text, meant)
        return None if after is None else Offered(self.key, self.slot, self.text, after, is_link=True)


def rows_with_findings(workspace: Workspace) -> Iterator[ToldRow]:
    """Yield the rows that are there of which something is told, in the order in which people see them."""
    rows = live_rows(workspace).filter(findings__isnull=False).annotate(told=Cast("findings", TextField()))
    rows = rows.annotate(offered=Case(When(_with_cells(), then=Cast(F("cells"), TextField())), default=Value(None)))
    known: dict[str, tuple[Told, ...]] = {}
    for number, text, cells in rows.values_list("number", "told", "offered").iterator(chunk_size=_PIECE):
        if text not in known:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[text] = tuple(told_of(kept) for kept in json.loads(text) or ())
        if known[text]:
            yield ToldRow(number, known[text], None if cells is None else json.loads(cells))


def invalid_rows(workspace: Workspace) -> Iterator[InvalidRow]:
    """Yield the rows that are there and not valid, in the order in which people see them."""
    rows = live_rows(workspace).filter(verdict=RowVerdict.INVALID).annotate(told=Cast("findings", TextField()))
    known: dict[str, tuple[Told, ...]] = {}
    wanted = rows.values_list("number", "source_key", "told", "cells")
    for number, source_key, text, cells in wanted.iterator(chunk_size=_PIECE):
        if text not in known:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[text] = errors_in(json.loads(text or "null") or ())
        yield InvalidRow(number, source_key, known[text], cells or [])


def errors_in(kept: Iterable[JsonObject]) -> tuple[Told, ...]:
    """Return those of a row's findings that make it invalid."""
    return tuple(one for one in map(told_of, kept) if _is_error(one))


def _is_error(told: Told) -> bool:
    # What links tell makes no row invalid.
    return told.finding.severity is Severity.ERROR and not told.kept.get("is_link")


def _with_cells() -> Q:
    return Q(told__contains=_OFFERED) | Q(*(("told__contains", f'"{code}"') for code in _MISSING), _connector=Q.OR)


def told_of(kept: JsonObject) -> Told:
    """Return a finding of a row as groups know it."""
    column, requirement = kept.get("column"), kept.get("requirement")
    finding = Finding(
        code=str(kept.get("code") or ""),
        severity=Severity(str(kept.get("severity") or "error")),
        message=str(kept.get("message") or ""),
        column=None if column is None else str(column),
        requirement=None if requirement is None else str(requirement),
    )
    return Told(finding, kept, key_of(finding))


def key_of(finding: Finding) -> str:
    """Return by what a group is known again, as long as it is told of some row."""
    said = "\0".join((finding.code, finding.severity, finding.column or "", message_of_all(finding)))
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def offers_in(row: ToldRow, slots: Mapping[str, int], readings: Mapping[str, Reading]) -> Iterator[Offered]:
    """Yield what the cells of a row would have to hold; of a list, with all of its items that a group is about."""
    if row.cells is None:
        return
    by_group: dict[tuple[str, int], list[JsonObject]] = {}
    for one in row.told:
        slot = slots.get(one.finding.column or "")
        if slot is not None:
            by_group.setdefault((one.key, slot), []).append(one.kept)
    for (key, slot), some in by_group.items():
        before = cell(row.cells, slot)
        after = before
        for kept in sorted(some, key=order_of):
            after = mended(kept, after, readings.get(str(kept.get("column")), TEXT))
        if before is not None and after is not None:
            yield Offered(key, slot, before, after)


def named_in(row: ToldRow, slots: Mapping[str, int]) -> Iterator[Named]:
    """Yield the cells of a row that name what is not there."""
    for one in row.told if row.cells is not None else ():
        slot = slots.get(one.finding.column or "")
        text = cell(row.cells or [], slot) if slot is not None else None
        if one.finding.code in _MISSING and slot is not None and text is not None:
            yield Named(one.key, slot, text)
