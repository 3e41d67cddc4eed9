"""Opening a grid from the page of what it is over: one session for everybody, unless somebody asks for another."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_http_methods

from theatrum.consortium.curation.queries import session_for
from theatrum.consortium.curation.steps import begin_work
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.grids.placing import carried_on
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import queries as jobs
from theatrum.drivers.jobs.models import State
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.grids.authorization import require_source
from theatrum.repository.grids.beginning import open_session
from theatrum.repository.grids.finding import Session, session_to_see, sessions_over
from theatrum.repository.grids.folders.components import Component, components_below


@dataclass(frozen=True)
class Line:
    """A session as pages list it."""

    session: Session
    source: Node
    url: str
    started_by: str
    may_close: bool


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open_grid(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Go on in the session that is open, or open one; ask where what is open is old, or not what the source is now."""
    actor = viewer.actor(request)
    source = nodes.require_node(actor, parse_entity_id(entity_id))
    answer = _opened(request, actor, source)
    if (place := carried_on(request.GET)) and _session_of(answer) is not None:
        answer.headers["Location"] += place
    if request.method == "POST" and (session := _session_of(answer)) is not None:
        with writing():
            begin_work(actor=actor, source_id=source.id, session_id=session)
    return answer


def _opened(request: HttpRequest, actor: Actor, source: Node) -> HttpResponseBase:
    # Who is sent to a place in it goes on in what is open, without being asked.
    goes_on = request.method == "POST" or bool(carried_on(request.GET))
    is_reader = goes_on and not access.may(actor, Permission.UPDATE, source)
    if is_reader and (seen := session_to_see(actor, source)) is not None:
        return HttpResponseRedirect(grid_address(seen.session_id))
    require_source(actor, source, may_be_folder=True)
    components = components_below(actor, source) if source.is_container else []
    component = _component(request, components)
    found = sessions_over(actor, source, component=component)
    if request.method != "POST" and goes_on and (resumed := _resumed(source, found)) is not None:
        return HttpResponseRedirect(grid_address(resumed.workspace.session_id))
    if request.method != "POST" or (component is None and len(components) > 1):
        return _choice(request, actor, source, found) if request.method != "POST" else _back(source)
    if "new" in request.POST:
        return open_new(actor, source, is_private="private" in request.POST, component=component)
    if (resumed := _resumed(source, found)) is not None:
        return HttpResponseRedirect(grid_address(resumed.workspace.session_id))
    return _back(source) if found else open_new(actor, source, component=component)


def open_new(actor: Actor, source: Node, *, is_private: bool = False, component: str | None = None) -> HttpResponseBase:
    """Open another session and lead to it. Raises what opening refuses."""
    begun = open_session(actor, source, is_private=is_private, component=component)
    status = jobs.status(begun.job_id)
    if status.state == State.FAILED:
        raise InvalidRequest(reason=status.error)
    return HttpResponseRedirect(grid_address(begun.session_id))


def _component(request: HttpRequest, components: Sequence[Component]) -> str | None:
    """Return which files of a folder are meant: those that are asked for, else those of its only component."""
    asked = request.POST.get("component", request.GET.get("component"))
    if asked is None and len(components) == 1:
        return components[0].key
    return asked if any(one.key == asked for one in components) else None


def _session_of(answer: HttpResponseBase) -> str | None:
    """Return the session that an answer leads to; None where it asks which one."""
    try:
        match = resolve(answer.headers.get("Location", "").partition("?")[0])
    except Resolver404:
        return None
    return str(match.kwargs["session"]) if match.url_name == "grid" else None


def _back(source: Node) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("grid_open", args=[source.public_id]))


def grid_address(session_id: str) -> str:
    """Return the address of a grid."""
    return reverse("grid", args=[session_id])


def lines(actor: Actor, sessions: list[Session]) -> list[Line]:
    """Return sessions as pages list them."""
    names = accounts.names({one.workspace.started_by for one in sessions})
    return [
        Line(
            session=one,
            source=one.workspace.source,
            url=grid_address(one.workspace.session_id),
            started_by=names.get(one.workspace.started_by, "somebody whose account is gone"),
            may_close=actor.is_administrator or one.workspace.started_by == actor.id,
        )
        for one in sessions
    ]


def _resumed(source: Node, found: list[Session]) -> Session | None:
    """Return the session to go on in: that of the task, else the first that needs no second look."""
    asked = session_for(source)
    for session in found:
        if session.workspace.session_id == asked and not session.is_stale:
            return session
    return next((session for session in found if not session.is_stale), None)


def _choice(request: HttpRequest, actor: Actor, source: Node, found: list[Session]) -> HttpResponseBase:
    is_records = source.kind == Kind.RECORD_SET
    values = {
        "lines": lines(actor, found),
        "version": source.current.number if source.current and is_records else None,
        "components": components_below(actor, source) if source.is_container else [],
        "place": carried_on(request.GET),
    }
    return render(request, "grids/choose.html", shown.frame(actor, source) | values)
