"""The home of a center: how far it is with the release, what is to be done next, and when it is ready for review."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.report.numbers import counted
from theatrum.consortium.calendar.schedules import dates_of
from theatrum.consortium.calendar.windows import Standing, here_today, standing_of
from theatrum.consortium.calendar.windows import State as Window
from theatrum.consortium.centers import affiliations, liaisons, sight
from theatrum.consortium.centers.viewpoints import Viewpoint
from theatrum.consortium.events import sight as events_sight
from theatrum.consortium.events.queries import events_of
from theatrum.consortium.onboarding.standings import Standing as GateStanding
from theatrum.consortium.onboarding.standings import of_center, of_person
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness import actions, queries
from theatrum.consortium.readiness.checklist import open_items
from theatrum.consortium.readiness.counting import counts_of
from theatrum.consortium.readiness.errors import SubmissionIsInvalid
from theatrum.consortium.readiness.models import State, Submission
from theatrum.consortium.readiness.participants import count_participants
from theatrum.consortium.submissions.folders import projects_of
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.administration.releases import BADGES
from theatrum.doors.web.pages.centers import components
from theatrum.doors.web.pages.centers.releases import chosen_release, releases_of
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.doors.web.pages.entities.shown import Badge
from theatrum.doors.web.pages.onboarding.gates import lines_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import names

_EVENTS = 8
_READ = 40
_PEOPLE = 12
STATES = {
    State.OPEN: Badge("unknown", "Open"),
    State.READY: Badge("pending", "Ready for DCC review"),
    State.RETURNED: Badge("invalid", "Returned"),
    State.ACCEPTED: Badge("valid", "Accepted for staging"),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline of a release: how many days are left; none where nobody has set it."""

    on: date | None
    days: int | None

    @property
    def words(self) -> str:
        """How far it is away."""
        if self.days is None:
            return ""
        if self.days < 0:
            return f"{counted(-self.days, 'day')} ago"
        return "today" if self.days == 0 else f"in {counted(self.days, 'day')}"


@viewer.signed_in
@require_safe
def home(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show how far a center is."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    release = chosen_release(request)
    people = affiliations.people_of(center_id)
    values: dict[str, object] = {
        "center": center,
        "tab": "center",
        "release": release,
        "releases": releases_of(),
        "liaison": liaisons.liaison_of(center_id),
        "people": list(people[:_PEOPLE]),
        "people_more": max(0, people.count() - _PEOPLE),
        "roles": {role.role: role.name for role in in_force().roles.values()},
        "events": _events(actor, center_id),
    }
    if release is not None:
        values |= _release(actor, center, release)
    return render(request, "centers/home.html", values)


@viewer.signed_in
@require_POST
def act(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Take the submission of a release further, as the pressed button says."""
    center_of(request, center_id)
    release = chosen_release(request)
    try:
        if release is None:
            raise SubmissionIsInvalid(reason="No release is open.")
        draft = _draft(request, center_id, release)
        with writing():
            taken = actions.take_step(actor=viewer.actor(request), draft=draft)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Release {release} is now: {STATES[State(taken.state)].text.lower()}.")
    return HttpResponseRedirect(f"{reverse('center', args=[center_id])}?release={release}#review")


def _draft(request: HttpRequest, center_id: str, release: int) -> actions.Draft:
    verb, text = request.POST.get("verb", ""), request.POST.get("text", "")
    if verb == State.READY:
        known = frozenset(request.POST.getlist("known"))
        return actions.draft_ready(center_id=center_id, release=release, acknowledged=known, text=text)
    if verb not in set(State):
        raise SubmissionIsInvalid(reason="Press one of the buttons of the page.")
    return actions.draft_step(center_id=center_id, release=release, then=State(verb), text=text)


def _release(actor: Actor, center: Center, release: int) -> dict[str, object]:
    counts = counts_of([center.id], release=release, actor=actor)[center.id]
    count_participants(counts, actor)
    standings, own = of_center(center.id, release), _own(actor, center.id)
    submission = queries.submission_of(center.id, release)
    window = standing_of(release, center.id)
    project = projects_of([center.id]).get(center.id)
    lines = components.lines_of(actor, project, counts, takes_data=window.is_open)
    items = open_items(counts, standings) if submission.state in {State.OPEN, State.RETURNED} else []
    return {
        "counts": counts,
        "files_bar": components.bar_of(counts.files, "files"),
        "rows_bar": components.bar_of(counts.rows, "rows"),
        "lines": [line for line in lines if not line.is_quiet],
        "quiet": [line for line in lines if line.is_quiet],
        "window": window,
        "window_badge": BADGES[window.state],
        "may_open": sight.is_dcc_administrator(actor),
        "deadline": _deadline(release, window),
        "gates": [line for line in lines_of([*own, *standings]) if line.is_next],
        "submits": bool(own),
        "has_gates": bool(standings),
        "is_stopped": any(one.stops for one in standings),
        "submission": submission,
        "badge": STATES[State(submission.state)],
        "by": names([submission.changed_by]).get(submission.changed_by, "") if submission.pk else "",
        "history": list(submission.steps.all()) if submission.pk else [],
        "history_names": names({step.actor_id for step in submission.steps.all()}) if submission.pk else {},
        "states": {state.value: badge.text for state, badge in STATES.items()},
        "hard": [item for item in items if not item.is_soft],
        "soft": [item for item in items if item.is_soft],
        **_steps(actor, submission),
    }


def _own(actor: Actor, center_id: str) -> list[GateStanding]:
    """Return the own gates of somebody who submits for a center; none of others, who need not open them."""
    roles = [one.role for one in in_force().roles.values() if one.submits]
    if isinstance(actor, Viewpoint):
        return []
    submits = affiliations.people_of(center_id).filter(user_id=actor.id, role__in=roles).exists()
    return of_person(actor.id, center_id) if submits else []


def _steps(actor: Actor, submission: Submission) -> dict[str, object]:
    """Return which buttons somebody is offered."""
    state = State(submission.state)
    offered = {then: queries.may_step(actor, submission, then) for then in State}
    return {
        "may_ready": state in {State.OPEN, State.RETURNED} and offered[State.READY],
        "may_take_back": state is State.READY and offered[State.OPEN],
        "may_review": state is State.READY and offered[State.ACCEPTED],
        "may_reopen": state is State.ACCEPTED and offered[State.OPEN],
    }


def _deadline(release: int, window: Standing) -> Deadline:
    """Return the last day on which data may come, which may be extended for this center."""
    last = dates_of(release).deadline if window.state is Window.NOT_OPEN else window.until
    return Deadline(last, (last - here_today()).days if last else None)


def _events(actor: Actor, center_id: str) -> list[object]:
    return list(events_sight.seen(actor, events_of([center_id])[:_READ])[:_EVENTS])
