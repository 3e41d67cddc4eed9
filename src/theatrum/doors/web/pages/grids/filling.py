"""A grid whose rows are still being read: the first of them, and how far that is."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.drivers.jobs import queries as jobs
from theatrum.drivers.jobs.errors import JobNotFound
from theatrum.drivers.jobs.models import State
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import Page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries import nodes
from theatrum.repository.grids.errors import GridNotFound
from theatrum.repository.grids.finding import find_filling
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import find_workspace, get_workspace, live_rows
from theatrum.repository.records.judging import descriptor_of
from theatrum.repository.records.queries import read_rows

FIRST_ROWS = 60


def page(request: HttpRequest, session: str) -> HttpResponseBase | None:
    """Show a grid that is being filled; None for one that is open, or that nobody has."""
    actor = viewer.actor(request)
    workspace = None if find_workspace(session) is not None else find_filling(actor, session)
    if workspace is None:
        return None
    source, state = workspace.source, _state(workspace)
    if state["state"] == "gone":
        # Nobody fills it any more: it is opened once more from where it was opened.
        return HttpResponseRedirect(reverse("grid_open", args=[source.public_id]))
    values = {
        "session": workspace.session_id,
        "source": source,
        "state": state,
        "rows": _first_rows(workspace),
        "columns": workspace.columns,
        "trail": [*shown.trail(nodes.readable_path(actor, source)), ("Grid", "")],
    }
    return render(request, "grids/filling.html", values)


@viewer.signed_in
@require_safe
def preview(request: HttpRequest, session: str) -> HttpResponseBase:
    """Answer how far a grid is, with its first rows: ``{"state", "reason", "done", "total", "columns", "rows"}``.

    ``state`` is ``filling``, ``open`` or ``failed``. With ``?brief`` there are no rows.
    """
    actor = viewer.actor(request)
    answer = _answer(actor, session, with_rows="brief" not in request.GET)
    response = JsonResponse(answer)
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(actor: Actor, session: str, *, with_rows: bool) -> JsonObject:
    filling = None if find_workspace(session) is not None else find_filling(actor, session)
    workspace = filling or get_workspace(actor, session)
    told = _state(filling) if filling else _told("open")
    if not with_rows:
        return told
    rows = _first_rows(workspace) if filling else _shown_rows(workspace)
    return {**told, "columns": [*workspace.columns], "rows": [[*row] for row in rows]}


def _state(workspace: Workspace) -> JsonObject:
    job = _job(workspace.synchronizer)
    if job is None or job.state == State.DONE:
        # Between the end of a job and our look at it, it may have opened.
        is_open = Workspace.objects.filter(id=workspace.id).exclude(opened_on=None).exists()
        return _told("open" if is_open else "gone")
    if job.state == State.FAILED:
        return _told("failed", reason=job.error)
    return {**_told("filling"), "done": job.progress_current, "total": job.progress_total}


def _told(state: str, reason: str = "") -> JsonObject:
    return {"state": state, "reason": reason, "done": None, "total": None}


def _job(job_id: str) -> JobStatus | None:
    try:
        return jobs.status(job_id)
    except JobNotFound:
        return None


def _first_rows(workspace: Workspace) -> list[list[str]]:
    """Return the beginning of the file: it was asked already whether the viewer may see it.

    Of a grid of files there is nothing yet: each is read for itself.
    """
    if workspace.source.kind != Kind.RECORD_SET:
        return []
    version = nodes.get_version(workspace.source, workspace.source_version)
    if version.handle is None:
        raise GridNotFound(id=workspace.session_id)
    return read_rows(version.handle, Page(limit=FIRST_ROWS, offset=0), descriptor=descriptor_of(version)).rows


def _shown_rows(workspace: Workspace) -> list[list[str]]:
    slots = workspace.column_order
    return [
        [(row.cells or [])[slot] or "" if slot < len(row.cells or []) else "" for slot in slots]
        for row in live_rows(workspace)[:FIRST_ROWS]
    ]
