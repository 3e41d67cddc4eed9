"""My own onboarding: what stands before my submissions, at each of my centers."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.centers.liaisons import centers_of, liaisons_of
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.centers.sight import is_staff
from theatrum.consortium.onboarding import states
from theatrum.consortium.onboarding.beginnings import begun_of
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.sessions.heard import missing_for
from theatrum.consortium.onboarding.standings import Standing, of_centers, of_person, open_release
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.onboarding.gates import Line, Progress, lines_of, progress_of
from theatrum.repository.accounts.models import User

_OF_A_CENTER = frozenset({Gate.AFFILIATED, Gate.INSTITUTION})


@dataclass(frozen=True)
class Mine:
    """One of my centers: what I am there, my gates there, and those of the center.

    The progress has my own steps in it where one of my roles submits.
    """

    center: Center
    roles: str
    submits: bool
    own: list[Line]
    lines: list[Line]
    progress: Progress
    # How far I am there, in words.
    state: str
    liaison: User | None


@viewer.signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """Show what I have to do, and what my centers have to do."""
    actor, profile = viewer.actor(request), in_force()
    affiliations, known = active_of(actor.id), known_centers(profile)
    roles: dict[str, list[str]] = {}
    submitting: set[str] = set()
    for one in affiliations:
        if one.center_id in known:
            name = profile.roles[one.role].name if one.role in profile.roles else one.role
            roles.setdefault(one.center_id, []).append(name)
            if one.role in profile.roles and profile.roles[one.role].submits:
                submitting.add(one.center_id)
    release = open_release(profile)
    standings, liaisons = of_centers(list(roles), release), liaisons_of(roles)
    personal = {center_id: of_person(actor.id, center_id) for center_id in roles or [""]}
    own = [one for one in next(iter(personal.values())) if one.gate not in _OF_A_CENTER]
    # Whoever submits nothing needs no more than everybody who works here.
    needs_few = not submitting if roles else is_staff(actor)
    own, rest = _split(own) if needs_few else (own, [])
    begun, account = begun_of(roles), viewer.account(request)
    joined = account.created_on if account is not None else None
    centers = [
        Mine(
            center=known[center_id],
            roles=", ".join(roles[center_id]),
            submits=center_id in submitting,
            own=lines_of([*rest, *_at_center(personal[center_id])], begun=joined),
            lines=lines_of(standings[center_id], begun=begun.get(center_id)),
            progress=progress_of([*(personal[center_id] if center_id in submitting else []), *standings[center_id]]),
            state=states.words_of(states.of_person(personal[center_id], standings[center_id])),
            liaison=liaisons.get(center_id),
        )
        for center_id in roles
    ]
    values = {
        "has_gates": profile.onboarding is not None,
        "own": lines_of(own, begun=joined),
        "progress": progress_of(own),
        "centers": centers,
        "release": release,
        "sessions": missing_for(actor.id) if roles else [],
        "is_staff": is_staff(actor),
        "sees_many": is_staff(actor) or bool(centers_of(actor.id)),
    }
    return render(request, "onboarding/mine.html", values)


def _split(standings: list[Standing]) -> tuple[list[Standing], list[Standing]]:
    """Return the gates that hold for everybody who works here, and those for who writes data of a center alone."""
    onboarding = in_force().onboarding
    of_all = {rule.gate for rule in onboarding.person if rule.of_staff} if onboarding is not None else set()
    return [one for one in standings if one.gate in of_all], [one for one in standings if one.gate not in of_all]


def _at_center(standings: list[Standing]) -> list[Standing]:
    return [one for one in standings if one.gate in _OF_A_CENTER]
