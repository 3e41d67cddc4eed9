"""Mappings of what a grid is about: what later imports write, who said so; changed, taken away, and had back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.curation.mappings.actions import remove_mapping, restore_mapping, update_mapping
from theatrum.consortium.curation.mappings.drafts import require_keepable
from theatrum.consortium.curation.mappings.queries import component_of, find_mapping, list_mappings
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import names
from theatrum.repository.entities.queries import nodes
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import get_workspace


@viewer.signed_in
@require_safe
def listing(request: HttpRequest, session: str) -> HttpResponseBase:
    """Show the mappings, and those that were taken away."""
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    kept, removed = list_mappings(workspace), list_mappings(workspace, are_removed=True)
    people = names({one.set_by for one in kept} | {one.removed_by for one in removed if one.removed_by})
    values = {
        "session": workspace.session_id,
        "source": workspace.source,
        "component": component_of(workspace),
        "kept": [{"mapping": one, "by": people.get(one.set_by, "")} for one in kept],
        "removed": [{"mapping": one, "by": people.get(one.removed_by or 0, "")} for one in removed],
        "trail": [
            *shown.trail(nodes.readable_path(actor, workspace.source)),
            ("Grid", reverse("grid", args=[workspace.session_id])),
            ("Mappings", ""),
        ],
    }
    return render(request, "grids/mappings.html", values)


@viewer.signed_in
@require_POST
def change(request: HttpRequest, session: str, mapping_id: int) -> HttpResponseBase:
    """Change a mapping, take it away, or take that back: as ``do`` says."""
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    told = _do(request, actor, workspace, mapping_id)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("grid_mappings", args=[workspace.session_id]))


def _do(request: HttpRequest, actor: Actor, workspace: Workspace, mapping_id: int) -> str:
    match request.POST.get("do"):
        case "edit":
            mapping = find_mapping(workspace, mapping_id)
            after = require_keepable(workspace, mapping, request.POST.get("after", ""))
            with writing():
                update_mapping(actor=actor, workspace=workspace, mapping_id=mapping_id, after=after)
            return "The mapping is changed. Later imports write the new text."
        case "remove":
            with writing():
                remove_mapping(actor=actor, workspace=workspace, mapping_id=mapping_id)
            return "The mapping is taken away. It stands below, and can be had back."
        case "undo":
            with writing():
                restore_mapping(actor=actor, workspace=workspace, mapping_id=mapping_id)
            return "The mapping is as it was."
    raise InvalidRequest(reason="'do' must be edit, remove or undo.")
