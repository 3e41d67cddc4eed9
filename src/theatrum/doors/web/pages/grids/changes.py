"""What a grid has otherwise than its source: since the version that it stands at, or since another one."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import downloads, shown
from theatrum.doors.web.pages.grids import differences
from theatrum.kernel.ids import entity_id, parse_number
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Version
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.queries import versions as entity_versions
from theatrum.repository.files import downloading
from theatrum.repository.grids.cells import cell, changed_slots
from theatrum.repository.grids.comparing_aside import Underway
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.queries import get_workspace
from theatrum.repository.grids.synchronizing import changed_rows
from theatrum.repository.grids.versions import compare_grid, grid_pieces, pieces_of

PAGE = 50
_KINDS = {"changed": "Changed", "added": "New", "removed": "Deleted"}


@viewer.signed_in
@require_safe
def changes(request: HttpRequest, session: str) -> HttpResponseBase:
    """Show what is different: ``?since`` a version, else what is not saved."""
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    source, asked = workspace.source, request.GET.get("since")
    is_records = source.kind == Kind.RECORD_SET
    number = parse_number(asked, what="version number") if asked else workspace.source_version
    values = {
        "session": workspace.session_id,
        "workspace": workspace,
        "source": source,
        "since": number if is_records else None,
        "is_behind": is_records and source.current is not None and source.current.number != workspace.source_version,
        "versions": list(entity_versions.versions_of(source).defer("annotations", "details")[:200])
        if is_records
        else [],
        "trail": [*shown.trail(nodes.readable_path(actor, source)), ("Grid", f"/grid/{session}"), ("Changes", "")],
    }
    if is_records and number != workspace.source_version:
        compared = _compared(request, actor, workspace, number)
        if isinstance(compared, Underway):
            return differences.waiting(request, compared, values, rows=2 * workspace.last_number)
        values |= compared
    else:
        values |= _unsaved(request, workspace)
    return render(request, "grids/changes.html", values)


def _compared(
    request: HttpRequest, actor: Actor, workspace: Workspace, number: int | None
) -> dict[str, object] | Underway:
    version: Version = nodes.get_version(workspace.source, number)
    downloading.find_one(actor, downloads.claim(workspace.source, version))
    found = compare_grid(version, workspace)
    if isinstance(found, Underway):
        return found
    asked = differences.Asked.of(request, found)
    shown_values = differences.values(found, asked, old=pieces_of(version), new=grid_pieces(workspace))
    return {**shown_values, "query": urlencode({"since": version.number})}


def _unsaved(request: HttpRequest, workspace: Workspace) -> dict[str, object]:
    """Return what the source has otherwise: it is kept with each row, so nothing has to be compared."""
    rows = changed_rows(workspace)
    by_kind = {
        "changed": rows.filter(is_deleted=False, source_key__isnull=False),
        "added": rows.filter(is_deleted=False, source_key__isnull=True),
        "removed": rows.filter(is_deleted=True),
    }
    counts = {kind: found.count() for kind, found in by_kind.items()}
    kind = request.GET.get("show", "")
    if kind not in by_kind:
        kind = next((name for name, count in counts.items() if count), "changed")
    page: Page[Row] = Paginator(by_kind[kind].order_by("position", "id"), PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    return {
        "tabs": [differences.Tab(name, _KINDS[name], counts[name], name == kind) for name in by_kind],
        "shown_kind": kind,
        "page": page,
        "changed": [_changed(workspace, row) for row in found] if kind == "changed" else [],
        "whole": [] if kind == "changed" else [_whole(workspace, row) for row in found],
        "query": "",
    }


def _changed(workspace: Workspace, row: Row) -> dict[str, object]:
    base, cells = row.base or [], row.cells or []
    slots = [slot for slot in workspace.column_order if slot in set(changed_slots(base, cells))]
    names = workspace.column_names
    is_records = workspace.source.kind == Kind.RECORD_SET
    place = (row.source_key or 0) + 1 if is_records else entity_id(row.source_key or 0)
    return {
        "old": place,
        "new": row.number,
        "cells": [(names[slot], cell(base, slot), cell(cells, slot)) for slot in slots],
    }


def _whole(workspace: Workspace, row: Row) -> differences.WholeRow:
    cells = row.base or row.cells or [] if row.is_deleted else row.cells or []
    told = [
        (workspace.column_names[slot], text)
        for slot in workspace.column_order
        if (text := cell(cells, slot)) is not None
    ]
    most = differences.MOST_CELLS
    return differences.WholeRow(row.number, told[:most], max(0, len(told) - most))
