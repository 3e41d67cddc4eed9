"""Downloading a grid: as a workbook that comes back, or as a table of some form; all rows, or those that are seen."""

import json

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.exchange import letting_out
from theatrum.consortium.exchange.actions import DOWNLOAD
from theatrum.consortium.exchange.going import What
from theatrum.consortium.exchange.seen import read_view
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import queries as jobs
from theatrum.drivers.jobs.errors import JobNotFound
from theatrum.drivers.jobs.models import State
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files.downloading import own_file, sign_redirect
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import get_workspace_to_see

_WORDS = {
    What.XLSX: (
        "Workbook to edit and bring back",
        "With drop-downs, notes at bad cells, and rows that are known.",
    ),
    What.CSV: ("CSV", "UTF-8, with commas. What a spreadsheet would take for a formula gets an apostrophe in front."),
    What.TSV: ("TSV", "The same with tabs."),
    What.JSONL: ("JSON lines", "One object a row; empty cells are left out."),
    What.MARKED: ("Workbook of the rows with problems", "To look at: coloured cells, and what to do at each."),
}


@viewer.signed_in
@require_safe
def choose(request: HttpRequest, session: str) -> HttpResponseBase:
    """Offer all forms."""
    actor = viewer.actor(request)
    workspace = get_workspace_to_see(actor, session)
    offered = [{"what": what.value, "title": title, "text": text} for what, (title, text) in _WORDS.items()]
    return render(request, "grids/download/choose.html", {**_frame(actor, workspace), "offered": offered})


@viewer.signed_in
@require_POST
def download(request: HttpRequest, session: str, what: str) -> HttpResponseBase:
    """Have a file made; lead to where it is when it is there. ``view`` says which rows are meant, in which order."""
    actor = viewer.actor(request)
    workspace = get_workspace_to_see(actor, session)
    if what not in {one.value for one in What}:
        raise InvalidRequest(reason=f"A grid cannot be had as {what[:20]!r}, but as {', '.join(What)}.")
    view = _view(request.POST.get("view", ""))
    with writing():
        job_id = letting_out.ask_for_file(actor=actor, workspace=workspace, what=what, view=view)
    return HttpResponseRedirect(reverse("grid_downloaded", args=[workspace.session_id, job_id]))


@viewer.signed_in
@require_safe
def made(request: HttpRequest, session: str, job_id: str) -> HttpResponseBase:
    """Lead to the bytes of a file that was made; until then say how far it is."""
    actor = viewer.actor(request)
    workspace = get_workspace_to_see(actor, session)
    job = _job(actor, job_id)
    if "state" in request.GET:
        response = JsonResponse(_told(job))
        response["Cache-Control"] = "private, no-store"
        return response
    address = _bytes_of(actor, job)
    # A form may lead to this server alone: what is kept elsewhere is a link of its own.
    if address.startswith("/") or (address and "file" in request.GET):
        return HttpResponseRedirect(address)
    is_failed = job.state == State.FAILED
    values = {**_frame(actor, workspace), "job": job, "has_failed": is_failed, "is_ready": bool(address)}
    return render(request, "grids/download/waiting.html", values)


def _bytes_of(actor: Actor, job: JobStatus) -> str:
    """Return where the bytes of a file are; nothing while it is not made.

    An address on this server has no origin, for the page may have been opened under another name of it.
    """
    if job.state != State.DONE or not isinstance(job.result, dict):
        return ""
    address = sign_redirect(actor, own_file(actor, int(job.result["handle_id"])))
    return address.removeprefix(installation.settings().base_url)


def _job(actor: Actor, job_id: str) -> JobStatus:
    job = jobs.status(job_id)
    if job.owner_id != actor.id or not job.name.startswith(DOWNLOAD):
        raise JobNotFound(job_id=job_id)
    return job


def _told(job: JobStatus) -> JsonObject:
    state = "made" if job.is_finished else "making"
    return {"state": state, "done": job.progress_current, "total": job.progress_total, "note": job.message}


def _view(text: str) -> JsonObject:
    """Return the view that a page sent; raises what is refused before a job is begun."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(reason="view is not JSON.") from error
    if not isinstance(found, dict):
        raise InvalidRequest(reason="view must be a JSON object.")
    read_view(found)
    return found


def _frame(actor: Actor, workspace: Workspace) -> dict[str, object]:
    source, grid = workspace.source, reverse("grid", args=[workspace.session_id])
    return {
        "session": workspace.session_id,
        "workspace": workspace,
        "source": source,
        "trail": [*shown.trail(nodes.readable_path(actor, source)), ("Grid", grid), ("Download", "")],
    }
