"""Judging the links of all rows of a workspace that was just opened, and from then on those that change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import polars as pl
from django.db.models import QuerySet

from theatrum.checks.submission.tables import later_columns
from theatrum.consortium.linking.hood import Line
from theatrum.consortium.linking.marks import MARKING, NOTHING, Marker, texts_of
from theatrum.consortium.linking.mentions import fill_marks
from theatrum.consortium.linking.models import Followed, Role
from theatrum.consortium.linking.near import check_rows, frame_of, known_of_all
from theatrum.consortium.linking.settling import settle_around, with_links, write_findings
from theatrum.consortium.linking.subject import subject_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.links import of_links
from theatrum.repository.grids.models import Row, Workspace

# Rows that are read, and stored, at a time.
_PIECE = 2_000
Told = Callable[[int], None] | None


def follow(workspace: Workspace, told: Told) -> None:
    """Judge the links of all rows, outside of any transaction; changes meanwhile are judged with the rest or after it.

    Nothing is done in a workspace whose links nobody judges, nor where all were judged: changes are since then.
    """
    if Followed.objects.filter(workspace=workspace, is_told=True, marking=MARKING).exists():
        return
    subject = None if workspace.source.kind == Kind.ENTITY_VIEW else subject_of(in_force(), workspace)
    if subject is None:
        return
    with writing():
        Followed.objects.get_or_create(
            workspace=workspace, defaults={"center": subject.center or "", "marking": MARKING}
        )
    marker, began = Marker(subject), _sequence(workspace)
    whole = _fill(marker, told)
    with writing():
        Followed.objects.filter(workspace=workspace).update(is_whole=True)
    found: Mapping[int, list[JsonObject]] = {}
    if whole.rows:
        numbers = [row.number for row in whole.rows]
        found = check_rows(subject, numbers, pl.concat(whole.frames), known_of_all(subject, whole.named))
        _store(workspace, whole.rows, found)
    changed = set(Row.objects.filter(workspace=workspace, version__gt=began).values_list("number", flat=True))
    if changed:
        # What was found of others may be due to what these rows were before.
        settle_around(workspace, changed | found.keys(), NOTHING)
    with writing():
        Followed.objects.filter(workspace=workspace).update(is_told=True, marking=MARKING)


def outdated() -> QuerySet[Followed]:
    """Return the open workspaces whose marks an earlier version of the program made."""
    return Followed.objects.filter(workspace__deleted_on=None).exclude(marking=MARKING)


def renew() -> int:
    """Go through these workspaces anew; returns how many there were."""
    found = list(outdated().select_related("workspace__source"))
    for one in found:
        follow(one.workspace, None)
        with writing():
            # Also where nobody judges its links any more.
            Followed.objects.filter(workspace=one.workspace).update(marking=MARKING)
    return len(found)


def _sequence(workspace: Workspace) -> int:
    return Workspace.objects.values_list("sequence", flat=True).get(id=workspace.id)


class _Short(NamedTuple):
    """A row without its cells; ``findings`` are those about its links."""

    number: int
    id: int
    version: int
    findings: list[JsonObject]


@dataclass(slots=True)
class _Whole:
    """All rows of a workspace, as much of them as rules of links ask for, and the identifiers in them."""

    rows: list[_Short] = field(default_factory=list)
    frames: list[pl.DataFrame] = field(default_factory=list)
    named: set[str] = field(default_factory=set)


def _fill(marker: Marker, told: Told) -> _Whole:
    """Note the marks of all rows, and return the rows."""
    subject, found, kept = marker.subject, _Whole(), later_columns(marker.subject.profile)
    for piece in _pieces(marker):
        with writing():
            fill_marks(subject.workspace, {line.number: (line.version, line.marks) for line in piece})
        found.rows += [_Short(line.number, line.id, line.version, line.findings) for line in piece]
        found.frames.append(frame_of(subject, [line.cells for line in piece], kept=kept))
        found.named.update(text for line in piece for text in texts_of(line.marks, Role.NAMES, Role.GIVES))
        if told is not None:
            told(len(found.rows))
    return found


def _pieces(marker: Marker) -> Iterator[list[Line]]:
    rows = Row.objects.filter(workspace=marker.subject.workspace, is_deleted=False).order_by("number")
    fields = rows.values_list("id", "number", "version", "cells", "findings")
    after = 0
    while some := list(fields.filter(number__gt=after)[:_PIECE]):
        yield [
            Line(number, cells or [], marker.marks(cells or []), key, version, of_links(findings))
            for key, number, version, cells, findings in some
        ]
        after = some[-1][1]


def _store(workspace: Workspace, lines: list[_Short], found: Mapping[int, list[JsonObject]]) -> None:
    """Store what is found of links beside what is found of the rows themselves."""
    wanted = iter([line for line in lines if line.findings != found.get(line.number, [])])
    while piece := list(islice(wanted, _PIECE)):
        rows = Row.objects.filter(workspace=workspace, number__in=[line.number for line in piece])
        now = {number: findings or [] for number, findings in rows.values_list("number", "findings")}
        write_findings(
            workspace,
            {
                line.number: (line.id, line.version, with_links(now[line.number], found.get(line.number, [])))
                for line in piece
            },
        )
