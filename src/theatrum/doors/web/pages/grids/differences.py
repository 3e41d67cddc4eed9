"""What is different between two tables, as pages show it: one kind of difference at a time, in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from theatrum.repository.grids.comparing import ChangedRow, Comparison, Pieces, Texts, changed_rows, texts_at
from theatrum.repository.grids.comparing_aside import Underway

PAGE = 50
KINDS = {"changed": "Changed", "added": "Added", "removed": "Removed"}
# Cells of a whole row that are shown; a row that came or went is all in one or the other table.
MOST_CELLS = 12
# How often a page that waits asks again, in seconds.
_REFRESH = "2"


@dataclass(frozen=True)
class Asked:
    """Which differences are asked for."""

    kind: str
    page: str

    @classmethod
    def of(cls, request: HttpRequest, found: Comparison) -> "Asked":
        """Read a request; without a word the first kind of which there are any."""
        kind = request.GET.get("show", "")
        if kind not in KINDS:
            kind = next((name for name in KINDS if len(rows_of(found, name))), "changed")
        return cls(kind, request.GET.get("page", ""))


@dataclass(frozen=True)
class Tab:
    """A kind of difference, with how many rows have it."""

    kind: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class WholeRow:
    """A row that came or went: its number from 1, and its cells, as many as are shown."""

    number: int
    cells: Sequence[tuple[str, str]]
    more: int


def rows_of(found: Comparison, kind: str) -> Sequence[int]:
    """Return the places of the rows of one kind."""
    return {"changed": found.new_changed, "added": found.added, "removed": found.removed}[kind]


def values(found: Comparison, asked: Asked, *, old: Pieces, new: Pieces) -> dict[str, object]:
    """Return the values for ``grids/differences.html``."""
    page: Page[int] = Paginator(rows_of(found, asked.kind), PAGE).get_page(asked.page)
    first, count = (page.number - 1) * PAGE, len(page.object_list)
    changed = changed_rows(found, old, new, first=first, count=count) if asked.kind == "changed" else []
    side = (found.old_rows, old) if asked.kind == "removed" else (found.new_rows, new)
    places = list(page.object_list)
    whole = [] if asked.kind == "changed" else _whole(places, texts_at(*side, places))
    columns = sorted(found.by_column.items(), key=lambda item: (-item[1], item[0]))
    return {
        "found": found,
        "shown_kind": asked.kind,
        "tabs": [Tab(kind, label, len(rows_of(found, kind)), kind == asked.kind) for kind, label in KINDS.items()],
        "changed": [_counted(row) for row in changed],
        "whole": whole,
        "columns": columns,
        "page": page,
    }


def waiting(request: HttpRequest, underway: Underway, frame: Mapping[str, object], *, rows: int) -> HttpResponse:
    """Return the page that says how far a comparison of so many rows is; it asks again by itself."""
    done = min(underway.rows, rows)
    values = {"done": done, "rows": rows, "note": f"{done:,} of {rows:,} rows" if rows else f"{done:,} rows"}
    response = render(request, "grids/comparing.html", {**frame, **values})
    response["Refresh"] = _REFRESH
    return response


def _counted(row: ChangedRow) -> dict[str, object]:
    """Return a row with its numbers from 1."""
    return {
        "old": None if row.old is None else row.old + 1,
        "new": None if row.new is None else row.new + 1,
        "cells": [(name, was, now) for name, (was, now) in row.cells.items()],
    }


def _whole(places: Sequence[int], rows: Mapping[int, Texts]) -> list[WholeRow]:
    found = []
    for place in places:
        cells = [(name, text) for name, text in rows.get(place, {}).items() if text is not None]
        found.append(WholeRow(place + 1, cells[:MOST_CELLS], max(0, len(cells) - MOST_CELLS)))
    return found
