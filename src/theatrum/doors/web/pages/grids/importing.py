"""Importing a table into a grid: upload or paste, look at what would follow, decide, confirm; and what came of it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from theatrum.consortium.exchange import actions, queries
from theatrum.consortium.exchange.errors import ImportIsInvalid
from theatrum.consortium.exchange.models import Import, State
from theatrum.consortium.exchange.taking_back import TAKE_BACK, take_back
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.grids.showing_import import Shown, shown_of
from theatrum.doors.web.pages.uploads import begin_upload, json_answer, number_in
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import queries as jobs
from theatrum.drivers.jobs.errors import JobNotFound
from theatrum.drivers.jobs.models import State as JobState
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.downloading import own_file
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import get_workspace
from theatrum.repository.grids.synchronizing import changed_rows
from theatrum.repository.grids.undoing import act_now

MOST_LISTED = 10
_CELL = "cell-"
_COLUMN = "column-"
_LEFT_OUT = "-"
_TURNING = "turning"


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, session: str) -> HttpResponseBase:
    """Show where a table is dropped, chosen or pasted; take what is pasted."""
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    reason = ""
    if request.method == "POST":
        try:
            return _to(_paste(actor, workspace, request.POST.get("text", "")))
        except ImportIsInvalid as error:
            reason = str(error)
    mine = Import.objects.filter(workspace=workspace, actor_id=actor.id).order_by("-created_on")
    values = {**_frame(actor, workspace), "imports": mine[:MOST_LISTED], "reason": reason}
    return render(request, "grids/import/start.html", values)


@json_answer
def upload(actor: Actor, body: JsonObject, session: str) -> JsonObject:
    """Start or resume the upload of a table."""
    get_workspace(actor, session)
    return begin_upload(actor, body)


@json_answer
def begin(actor: Actor, body: JsonObject, session: str) -> JsonObject:
    """Begin the import of an uploaded file; returns where it is shown."""
    workspace = get_workspace(actor, session)
    handle = own_file(actor, number_in(body, "handle"))
    with writing():
        begun = actions.begin_import(actor=actor, workspace=workspace, handle=handle)
    return {"url": _address(begun)}


@viewer.signed_in
@require_safe
def show(request: HttpRequest, session: str, import_id: str) -> HttpResponseBase:
    """Show an import, as far as it is; with ``state`` say only how far, for a page that waits."""
    actor = viewer.actor(request)
    found = queries.get_import(actor, session, import_id)
    job = _job(found)
    state, progress = _state(found, job), _progress(job)
    if "state" in request.GET:
        response = JsonResponse({**progress, "state": "stuck" if progress["error"] else state})
        response["Cache-Control"] = "private, no-store"
        return response
    is_ended = found.state in actions.ENDED
    values = {
        **_frame(actor, found.workspace),
        "import": found,
        "state": state,
        "is_waiting": state in {State.READING, State.APPLYING, _TURNING},
        "is_ready": found.state == State.READY,
        "shown": _shown(found),
        "progress": progress,
        "act": act_now(actor, found.workspace, found.group) if is_ended else None,
        "is_unsaved": is_ended and changed_rows(found.workspace).exists(),
    }
    return render(request, "grids/import/show.html", values)


@viewer.signed_in
@require_POST
def decide(request: HttpRequest, session: str, import_id: str) -> HttpResponseBase:
    """Take what somebody says of sheet, columns, empty cells, rows that are gone and clashes; it is read anew."""
    actor = viewer.actor(request)
    found = queries.get_import(actor, session, import_id)
    with writing():
        if "sheet" in request.POST:
            found = actions.choose_sheet(actor=actor, import_id=import_id, sheet=request.POST["sheet"])
        else:
            found = actions.choose(
                actor=actor,
                import_id=import_id,
                mapping=_mapping(found, request.POST),
                choices=_choices(found, request.POST),
                remembers="remember" in request.POST,
            )
    return _to(found)


@viewer.signed_in
@require_POST
def apply(request: HttpRequest, session: str, import_id: str) -> HttpResponseBase:
    """Write what was shown, with the sides that somebody chose."""
    actor = viewer.actor(request)
    found = queries.get_import(actor, session, import_id)
    with writing():
        found = actions.apply_import(actor=actor, import_id=import_id, choices=_choices(found, request.POST))
    return _to(found)


@viewer.signed_in
@require_POST
def again(request: HttpRequest, session: str, import_id: str) -> HttpResponseBase:
    """Go on with an import whose job has failed."""
    actor = viewer.actor(request)
    queries.get_import(actor, session, import_id)
    with writing():
        found = actions.try_again(actor=actor, import_id=import_id)
    return _to(found)


@viewer.signed_in
@require_POST
def discard(request: HttpRequest, session: str, import_id: str) -> HttpResponseBase:
    """Let go of an import that was not written."""
    actor = viewer.actor(request)
    queries.get_import(actor, session, import_id)
    with writing():
        actions.discard_import(actor=actor, import_id=import_id)
    return HttpResponseRedirect(reverse("grid", args=[session]))


@viewer.signed_in
@require_POST
def undo(request: HttpRequest, session: str, import_id: str) -> HttpResponseBase:
    """Take an import back that was written, or write it again."""
    actor = viewer.actor(request)
    queries.get_import(actor, session, import_id)
    with writing():
        found = take_back(actor=actor, import_id=import_id)
    return _to(found)


def _paste(actor: Actor, workspace: Workspace, text: str) -> Import:
    """Keep what was pasted as a file of the person's, and begin to import it."""
    if not text.strip():
        raise ImportIsInvalid(reason="Nothing was pasted: copy cells with the line of their column names, and paste.")
    name = "pasted.tsv" if "\t" in text.partition("\n")[0] else "pasted.csv"
    blob = store().put([text.encode()])
    with writing():
        handle = create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type="text/plain")
        return actions.begin_import(actor=actor, workspace=workspace, handle=handle)


def _shown(found: Import) -> Shown | None:
    return shown_of(found, queries.shown_of(found)) if found.state in {State.READY, State.DONE} else None


def _mapping(found: Import, posted: QueryDict) -> dict[str, str | None]:
    """Return what the form says of headers; what it says nothing of stays."""
    mapping: dict[str, str | None] = {}
    for place, one in enumerate(_list(queries.shown_of(found).get("columns"))):
        said = posted.get(f"{_COLUMN}{place}")
        header, column = str(one.get("header")), one.get("column")
        if said is not None and said != (column or _LEFT_OUT):
            mapping[header] = None if said == _LEFT_OUT else said
    return mapping


def _choices(found: Import, posted: QueryDict) -> JsonObject:
    """Return what the form decides; a part that it does not have stays as it was decided before."""
    choices = {**found.choices}
    for name in ("empties", "deletes", "maps"):
        if f"has-{name}" in posted:
            choices[name] = name in posted
    if posted.get("side") in {"mine", "theirs"}:
        choices["side"] = posted["side"]
    sides = {name.removeprefix(_CELL): said for name, said in posted.items() if name.startswith(_CELL)}
    known = choices.get("sides")
    wanted = {key: side for key, side in sides.items() if side in {"mine", "theirs"}}
    return {**choices, "sides": {**(known if isinstance(known, dict) else {}), **wanted}}


def _list(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _state(found: Import, job: JobStatus | None) -> str:
    """Return where an import is; one that is being taken back, or written again, is on its way once more."""
    is_turning = job is not None and job.name.startswith(TAKE_BACK) and job.state != JobState.DONE
    return _TURNING if is_turning else found.state


def _job(found: Import) -> JobStatus | None:
    try:
        return jobs.status(found.job_id) if found.job_id else None
    except JobNotFound:
        return None


def _progress(job: JobStatus | None) -> dict[str, object]:
    if job is None:
        return {"done": None, "total": None, "note": "", "error": "", "kept": 0}
    note = {"done": job.progress_current, "total": job.progress_total, "note": job.message}
    kept = job.result.get("kept", 0) if isinstance(job.result, dict) else 0
    return {**note, "error": job.error if job.state == JobState.FAILED else "", "kept": kept}


def _frame(actor: Actor, workspace: Workspace) -> dict[str, object]:
    source = workspace.source
    grid = reverse("grid", args=[workspace.session_id])
    return {
        "session": workspace.session_id,
        "workspace": workspace,
        "source": source,
        "trail": [*shown.trail(nodes.readable_path(actor, source)), ("Grid", grid), ("Import", "")],
    }


def _address(found: Import) -> str:
    return reverse("grid_import_show", args=[found.workspace.session_id, str(found.pk)])


def _to(found: Import) -> HttpResponseBase:
    return HttpResponseRedirect(_address(found))
