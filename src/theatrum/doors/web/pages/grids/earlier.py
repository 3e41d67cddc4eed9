"""Annotations of an earlier release, copied onto the files of a grid: what would be written first, then one act."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from theatrum.consortium.curation.prefilling.earlier import (
    Asked,
    Plan,
    copy_annotations,
    earlier_folders,
    plan_copy,
)
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.grids.opening import grid_address
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import get_workspace

_SHOWN = 20
_WAYS = {"name": "By their names", "data_file_id": "By their data file ids", "file": "All from one file"}


@dataclass(frozen=True)
class Line:
    """A row of the preview."""

    name: str
    origin: Node
    cells: Sequence[tuple[str, str]]


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: HttpRequest, session: str) -> HttpResponseBase:
    """Choose where from, see what would be copied, and copy it."""
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    given = request.POST if request.method == "POST" else request.GET
    asked = _asked(actor, given) if given.get("from") else None
    plan = None if asked is None else plan_copy(actor, workspace, asked)
    if request.method == "POST" and plan is not None:
        return _copied(request, actor, workspace, plan)
    folders = earlier_folders(actor, workspace)
    values = {
        "session": workspace.session_id,
        "source": workspace.source,
        "trail": [
            *shown.trail(nodes.readable_path(actor, workspace.source)),
            ("Grid", grid_address(workspace.session_id)),
            ("Copy annotations", ""),
        ],
        "folders": folders,
        "ways": _WAYS,
        "asked": asked,
        "is_other": asked is not None and all(one.folder.id != asked.folder.id for one in folders),
        "plan": plan,
        "lines": _lines(workspace, plan) if plan else [],
        "columns": _columns(workspace, plan) if plan else [],
        "grid_url": grid_address(workspace.session_id),
    }
    return render(request, "grids/earlier.html", values)


def _asked(actor: Actor, given: QueryDict) -> Asked:
    """Read what is asked for. Raises InvalidRequest, and what access refuses."""
    chosen = given.get("from", "")
    folder = nodes.require_node(
        actor, parse_entity_id((given.get("other", "") if chosen == "other" else chosen).strip())
    )
    way, file = given.get("by", "name"), (given.get("file") or "").strip()
    if way == "file" and not file:
        raise InvalidRequest(reason="Say the id of the file whose annotations all rows are to get, such as syn123.")
    replaces = given.get("replaces") == "1"
    match way:
        case "file":
            return Asked(folder, "file", parse_entity_id(file), replaces)
        case "data_file_id":
            return Asked(folder, "data_file_id", replaces=replaces)
        case _:
            return Asked(folder, replaces=replaces)


def _copied(request: HttpRequest, actor: Actor, workspace: Workspace, plan: Plan) -> HttpResponseBase:
    count = copy_annotations(actor, workspace, plan)
    if count:
        messages.success(request, f"{count:,} cells of {len(plan.rows):,} files were copied. Undo takes all back.")
    else:
        messages.info(request, "There was nothing to copy.")
    return HttpResponseRedirect(grid_address(workspace.session_id))


def _lines(workspace: Workspace, plan: Plan) -> list[Line]:
    names: Mapping[int, str] = dict(enumerate(workspace.column_names))
    return [
        Line(row.name, row.origin, [(names[slot], text) for slot, text in sorted(row.texts.items())])
        for row in plan.rows[:_SHOWN]
    ]


def _columns(workspace: Workspace, plan: Plan) -> list[tuple[str, int]]:
    """Return how many cells of each column would be written, in the order of the columns."""
    counts = Counter(slot for row in plan.rows for slot in row.texts)
    return [(str(workspace.column_names[slot]), counts[slot]) for slot in workspace.column_order if slot in counts]
