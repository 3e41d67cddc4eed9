"""Incidents: the list, one with its steps, and what an officer does about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.screening import incidents, reviews
from theatrum.consortium.screening.errors import DecisionIsInvalid
from theatrum.consortium.screening.incident_states import FINAL, FOLLOWING
from theatrum.consortium.screening.models import IncidentState
from theatrum.consortium.screening.people import is_officer, is_reviewer
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.privacy.words import STEPS, badge, class_of, place_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.models import Node

_A_PAGE = 50
# The way of an incident that ends well, as the page draws it.
_WAY = (
    IncidentState.LOCKED,
    IncidentState.PURGED,
    IncidentState.RESUBMISSION_REQUESTED,
    IncidentState.RESUBMITTED,
    IncidentState.REVALIDATED,
    IncidentState.CLOSED,
)


@viewer.signed_in
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the incidents that concern who looks."""
    actor = viewer.actor(request)
    page = Paginator(reviews.incidents_for(actor), _A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (one, STEPS[IncidentState(one.state)], [class_of(f".{name}") for name in one.classes], one.state in FINAL)
        for one in page
    ]
    values = {"page": page, "rows": rows, "is_reviewer": is_reviewer(actor)}
    return render(request, "privacy/incidents.html", values)


@viewer.signed_in
def incident(request: HttpRequest, incident_id: int) -> HttpResponseBase:
    """Show an incident."""
    actor = viewer.actor(request)
    found = reviews.find_incident_for(actor, incident_id)
    state, events = IncidentState(found.state), reviews.events_of(found)
    steps = FOLLOWING[state] if is_officer(actor) else frozenset[IncidentState]()
    reached = {event.state for event in events}
    files = reviews.files_of(actor, found)
    places = reviews.places_of(files)
    values = {
        "incident": found,
        "state": STEPS[state],
        "is_over": state in FINAL,
        "classes": [class_of(f".{name}") for name in found.classes],
        "way": [(STEPS[step], step in reached, step == _drawn(state)) for step in _WAY],
        "events": [(event, STEPS[IncidentState(event.state)]) for event in events],
        "names": accounts.names({event.actor_id for event in events if event.actor_id is not None}),
        "node": Node.objects.filter(pk=found.node_id).first() if found.node_id else None,
        "files": [
            (one, badge(one), [(class_of(p.code), place_of(p)) for p in places.get(one.pk, [])]) for one in files
        ],
        "is_reviewer": is_reviewer(actor),
        "may_purge": IncidentState.PURGED in steps,
        "may_close": IncidentState.CLOSED in steps,
        "may_call_false": IncidentState.FALSE_ALARM in steps,
    }
    return render(request, "privacy/incident.html", values)


@viewer.signed_in
@require_POST
def act(request: HttpRequest, incident_id: int) -> HttpResponseBase:
    """Do what the button says."""
    reviews.find_incident_for(viewer.actor(request), incident_id)
    try:
        with writing():
            told = _act(request, incident_id)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("privacy_incident", args=[incident_id]))


def _drawn(state: IncidentState) -> IncidentState:
    """Return the step of the drawn way that an incident is at: that people were told is no step of its own there."""
    return IncidentState.LOCKED if state in {IncidentState.DETECTED, IncidentState.NOTIFIED} else state


def _act(request: HttpRequest, incident_id: int) -> str:
    actor, reason = viewer.actor(request), request.POST.get("reason", "")
    match request.POST.get("verb"):
        case "purge":
            incidents.request_purge(actor=actor, incident_id=incident_id)
            return "The content is being deleted. Load the page again to see how far it is."
        case "false_alarm":
            incidents.call_false_alarm(actor=actor, incident_id=incident_id, reason=reason)
            return "A false alarm: the files are open again."
        case "close":
            incidents.close_incident(actor=actor, incident_id=incident_id, reason=reason)
            return "The incident is closed."
    raise DecisionIsInvalid(reason="Press one of the buttons: delete the content, false alarm, or close.")
