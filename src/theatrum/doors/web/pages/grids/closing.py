"""The grids that somebody has open: with how old they are and what is not saved; closed, and had back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.grids import opening
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.actions.closing import close_workspace, reopen_workspace
from theatrum.repository.grids.errors import GridIsClosed
from theatrum.repository.grids.finding import session_of, sessions_of
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import find_closed, get_workspace

CLOSED = "closed"


@viewer.signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Show the grids that the viewer could go on with."""
    actor = viewer.actor(request)
    found = opening.lines(actor, sessions_of(actor))
    return render(request, "grids/mine.html", {"lines": found, "closed": _just_closed(request, actor)})


@viewer.signed_in
def close(request: HttpRequest, session: str) -> HttpResponseBase:
    """Ask where something is not saved, then close; what is closed can be had back for some days."""
    actor = viewer.actor(request)
    workspace = get_workspace(actor, session)
    if request.method == "POST":
        with writing():
            close_workspace(actor=actor, workspace=workspace)
        return HttpResponseRedirect(f"{reverse('grids')}?{urlencode({CLOSED: workspace.session_id})}")
    [line] = opening.lines(actor, [session_of(workspace)])
    return render(request, "grids/close.html", {"line": line, "source": workspace.source})


@viewer.signed_in
@require_POST
def reopen(request: HttpRequest, session: str) -> HttpResponseBase:
    """Have a closed grid back."""
    with writing():
        workspace = reopen_workspace(actor=viewer.actor(request), session_id=session)
    messages.success(request, f"The grid of {workspace.source.name} is open again.")
    return HttpResponseRedirect(opening.grid_address(workspace.session_id))


def closed(request: HttpRequest, actor: Actor, error: GridIsClosed) -> HttpResponseBase:
    """Answer whoever comes to a grid that was closed: with the way to have it back, and to what it is over.

    Raises the error itself where it is closed no more.
    """
    found = find_closed(actor, str(error.facts["id"]))
    if found is None:
        # It was opened again, or is gone for good, since the refusal was made.
        raise error
    may_reopen = found.started_by == actor.id or actor.is_administrator
    values = {"closed": found, "message": str(error), "may_reopen": may_reopen}
    return render(request, "grids/closed.html", values, status=404)


def _just_closed(request: HttpRequest, actor: Actor) -> Workspace | None:
    """Return what the viewer just closed, as the address says."""
    found = find_closed(actor, request.GET.get(CLOSED, ""))
    return found if found is not None and found.started_by == actor.id else None
