"""What the grid's island asks about saving: how the grid stands, save it, choose where both sides changed the same."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from theatrum.consortium.screening.locking import may_stage
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.grids.opening import grid_address
from theatrum.doors.web.pages.uploads import json_answer, json_question
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs import queries as job_queries
from theatrum.drivers.jobs.errors import JobNotFound
from theatrum.drivers.jobs.models import State
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.fields import COMMENT_LIMIT
from theatrum.repository.entities.models import Kind, Version
from theatrum.repository.grids import jobs
from theatrum.repository.grids.disputes import Dispute, chosen, open_disputes, settle_disputes
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.origins import require_open
from theatrum.repository.grids.queries import get_workspace
from theatrum.repository.grids.standing import Standing, standing_of
from theatrum.repository.grids.synchronizing import changed_rows

# So many cells are shown to choose of at a time; when they are settled, the next ones are.
MOST_CONFLICTS = 200
_JOBS = frozenset({jobs.SAVE, jobs.large(jobs.SAVE), jobs.MERGE, jobs.large(jobs.MERGE)})


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, session: str) -> HttpResponseBase:
    """Save a grid by POST of ``{"name", "comment"}``; by GET say how it stands, with ``?job`` how a save is doing."""
    return _save(request, session) if request.method == "POST" else _state(request, session)


@json_answer
def _save(actor: Actor, body: JsonObject, session: str) -> JsonObject:
    workspace = get_workspace(actor, session)
    label, comment = _text(body, "name"), _text(body, "comment")
    given = {"actor_id": actor.id, "session_id": workspace.session_id, "token": str(uuid4())}
    return _job(_started(actor, workspace, jobs.SAVE, {**given, "label": label or None, "comment": comment}))


@json_question
def _state(actor: Actor, body: JsonObject, session: str) -> JsonObject:
    workspace = get_workspace(actor, session)
    if isinstance(job_id := body.get("job"), str):
        return _job(_own(actor, job_id))
    return _brief(workspace) if "brief" in body else _told(workspace)


@json_answer
def settle(actor: Actor, body: JsonObject, session: str) -> JsonObject:
    """Choose: ``{"cells": [[row, slot, "mine" | "theirs"]]}``, or ``{"all": …}`` of those that are open."""
    workspace = get_workspace(actor, session)
    disputes = open_disputes(workspace)
    if (everything := body.get("all")) in ("mine", "theirs"):
        wanted = {(one.number, one.slot): str(everything) for one in disputes}
    else:
        wanted = dict(_choice(one) for one in _list(body.get("cells")))
    theirs, mine = chosen(disputes, wanted)
    settle_disputes(actor, workspace, theirs, mine)
    workspace.refresh_from_db()
    return _told(workspace)


@viewer.signed_in
@require_POST
def merge(request: HttpRequest, session: str) -> HttpResponseBase:
    """Take in what the record set has become, and go on in the grid."""
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    if workspace.source.kind != Kind.RECORD_SET:
        raise InvalidRequest(reason="A grid of files takes in what they have become by itself.")
    # The newest version may wait to be screened: that is said, and the grid stays as it is.
    require_open(actor, workspace.source.current)
    given = {"actor_id": actor.id, "session_id": workspace.session_id, "token": str(uuid4())}
    done = _started(actor, workspace, jobs.MERGE, given)
    if done.state == State.FAILED:
        raise InvalidRequest(reason=done.error)
    return HttpResponseRedirect(grid_address(workspace.session_id))


def _started(actor: Actor, workspace: Workspace, name: str, given: dict[str, object]) -> JobStatus:
    with writing():
        if jobs.is_small(workspace):
            job_id = outbox.now(name, owner_id=actor.id, **given)
        else:
            job_id = outbox.later(jobs.large(name), key=None, owner_id=actor.id, wait=None, **given)
    return job_queries.status(job_id)


def _own(actor: Actor, job_id: str) -> JobStatus:
    found = job_queries.status(job_id)
    if found.owner_id != actor.id or found.name not in _JOBS:
        raise JobNotFound(job_id=job_id)
    return found


def _job(job: JobStatus) -> JsonObject:
    """Return how a save is doing: ``{"job", "is_finished", "error", "done", "total", "message", "outcome"}``."""
    outcome: JsonValue = job.result if isinstance(job.result, dict) else None
    return {
        "job": job.id,
        "is_finished": job.is_finished,
        "error": job.error,
        "code": job.error_code,
        "done": job.progress_current,
        "total": job.progress_total,
        "message": job.message,
        "outcome": outcome,
    }


def _brief(workspace: Workspace) -> JsonObject:
    """Return what is asked after each edit: it costs little, however large the grid is."""
    current, is_records = workspace.source.current, workspace.source.kind == Kind.RECORD_SET
    return {
        "unsaved": changed_rows(workspace).count(),
        "version": workspace.source_version if is_records else None,
        "newest": current.number if current is not None and is_records else None,
    }


def _told(workspace: Workspace) -> JsonObject:
    source, standing, disputes = workspace.source, standing_of(workspace), open_disputes(workspace)
    return {
        **_brief(workspace),
        "is_records": source.kind == Kind.RECORD_SET,
        "source": source.public_id,
        "source_url": shown.address(source),
        "rows": standing.rows,
        "blocks": _blocks(workspace, standing),
        "conflicts": _conflicts(workspace, disputes[:MOST_CONFLICTS]),
        "conflict_count": len(disputes),
    }


def _blocks(workspace: Workspace, standing: Standing) -> list[JsonValue]:
    """Return what would keep the rows from being staged, each with how many; an empty list is nothing."""
    counted = {"error": standing.errors, "pending": standing.pending, "waiting": standing.waiting}
    found: list[JsonValue] = [{"what": what, "count": count} for what, count in counted.items() if count]
    if workspace.source.kind == Kind.RECORD_SET and not may_stage(workspace.source):
        found.append({"what": "privacy", "count": 1})
    return found


def _conflicts(workspace: Workspace, disputes: list[Dispute]) -> list[JsonValue]:
    is_records = workspace.source.kind == Kind.RECORD_SET
    makers = _makers(workspace, {one.version for one in disputes if one.version is not None})
    return [
        {
            "row": one.number,
            "slot": one.slot,
            "column": str(workspace.column_names[one.slot]),
            "place": _place(one, is_records=is_records),
            "mine": one.mine,
            "theirs": one.theirs,
            "by": makers.get(one.version or 0, ""),
            "version": one.version,
        }
        for one in disputes
    ]


def _makers(workspace: Workspace, numbers: set[int]) -> dict[int, str]:
    made = dict(Version.objects.filter(node=workspace.source, number__in=numbers).values_list("number", "modified_by"))
    names = accounts.names(set(made.values()))
    return {number: names.get(person, "") for number, person in made.items()}


def _place(dispute: Dispute, *, is_records: bool) -> str:
    if dispute.source_key is None:
        return "new row"
    return f"row {dispute.source_key + 1:,}" if is_records else entity_id(dispute.source_key)


def _text(body: JsonObject, name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > COMMENT_LIMIT or "\x00" in value:
        raise InvalidRequest(reason=f"{name} must be a text of at most {COMMENT_LIMIT} characters.")
    return value.strip()


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _choice(one: JsonValue) -> tuple[tuple[int, int], str]:
    match one:
        case [int(row), int(slot), "mine" | "theirs" as which]:
            return (row, slot), which
        case _:
            raise InvalidRequest(reason="A choice is a row, a slot, and 'mine' or 'theirs'.")
