"""The page of one grid: the island that is the grid, and what stands around it."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.grids import filling
from theatrum.repository.entities.queries import nodes
from theatrum.repository.grids.queries import get_workspace


@viewer.signed_in
@require_safe
def grid(request: HttpRequest, session: str) -> HttpResponseBase:
    """Show a grid to who may use it; its rows come over a websocket."""
    if (waiting := filling.page(request, session)) is not None:
        return waiting
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    source = workspace.source
    values = {
        "session": workspace.session_id,
        "workspace": workspace,
        "source": source,
        "trail": [*shown.trail(nodes.readable_path(actor, source)), ("Grid", "")],
    }
    return render(request, "grids/grid.html", values)
