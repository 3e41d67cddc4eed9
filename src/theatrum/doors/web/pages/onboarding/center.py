"""The onboarding of one center: its gates, its people's, who has to do what, and a word to who has not done it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from theatrum.checks.report.numbers import counted
from theatrum.consortium.centers.affiliations import people_of
from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.consortium.centers.models import CenterState
from theatrum.consortium.centers.queries import get_center, state_of
from theatrum.consortium.centers.sight import is_dcc_administrator, require_seen
from theatrum.consortium.onboarding import states
from theatrum.consortium.onboarding.beginnings import begun_of
from theatrum.consortium.onboarding.reminders.by_hand import may_remind, remind_center
from theatrum.consortium.onboarding.standings import Standing, of_center, of_people, open_release
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.onboarding.gates import cells_of, lines_of, progress_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts.models import User

MOST_PEOPLE = 200


@dataclass(frozen=True)
class Person:
    """Somebody who submits for the center, and their gates there."""

    user: User
    roles: str
    cells: SafeString
    is_ready: bool


@viewer.signed_in
@require_safe
def center(request: HttpRequest, center: str) -> HttpResponseBase:
    """Show how far a center is."""
    actor, profile = viewer.actor(request), in_force()
    require_seen(actor, center)
    releases = sorted((one.number for one in profile.releases.values() if one.state == "open"), reverse=True)
    asked = request.GET.get("release", "")
    release = next((one for one in releases if str(one) == asked), open_release(profile))
    standings = of_center(center, release)
    gates, people = _people(center)
    values = {
        "center": get_center(profile, center),
        "tab": "center_onboarding",
        "release": release,
        "releases": releases,
        "lines": lines_of(standings, begun=begun_of([center]).get(center)),
        "progress": progress_of(standings),
        "state": states.words_of(states.of_center(standings, is_suspended=state_of(center) == CenterState.SUSPENDED)),
        "people": people,
        "gates": gates,
        "liaison": liaison_of(center),
        "may_remind": may_remind(actor, center),
        "may_administer": is_dcc_administrator(actor),
    }
    return render(request, "onboarding/center.html", values)


@viewer.signed_in
@require_POST
def remind(request: HttpRequest, center: str) -> HttpResponseBase:
    """Remind those of a center who have something to do."""
    actor = viewer.actor(request)
    require_seen(actor, center)
    try:
        with writing():
            count = remind_center(actor=actor, center_id=center, release=open_release(in_force()))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{counted(count, 'person', 'people')} {'was' if count == 1 else 'were'} reminded.")
    return HttpResponseRedirect(reverse("center_onboarding", args=[center]))


def _people(center_id: str) -> tuple[list[str], list[Person]]:
    """Return the names of the gates of people, and who submits with a cell for each."""
    profile = in_force()
    submitting = [role.role for role in profile.roles.values() if role.submits]
    found: dict[int, tuple[User, list[str]]] = {}
    for one in people_of(center_id).filter(role__in=submitting)[:MOST_PEOPLE]:
        found.setdefault(one.user_id, (one.user, []))[1].append(profile.roles[one.role].name)
    standings = of_people(list(found), center_id)
    shown = [_person(user, roles, standings[number]) for number, (user, roles) in found.items()]
    first = next(iter(standings.values()), [])
    return [line.standing.name for line in lines_of(first)], shown


def _person(user: User, roles: list[str], standings: list[Standing]) -> Person:
    is_ready = not any(one.stops for one in standings)
    lines = lines_of(standings, begun=user.created_on)
    return Person(user=user, roles=", ".join(roles), cells=cells_of(lines), is_ready=is_ready)
