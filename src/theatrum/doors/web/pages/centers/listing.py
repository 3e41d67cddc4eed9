"""The centers that somebody sees, one line each; the coordinating center sees all."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers import listing, queries, sight
from theatrum.consortium.centers.models import Affiliation, CenterState
from theatrum.consortium.onboarding import standings
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.repository.accounts.models import User

A_PAGE = 50
# A badge each: a shape and a colour of the design system, and a word.
STATES = {
    CenterState.REGISTERED: ("unknown", "Registered"),
    CenterState.ACTIVE: ("valid", "Active"),
    CenterState.SUSPENDED: ("invalid", "Suspended"),
}
KINDS = {"center": "Center", "tnp": "Trans-network project", "associate": "Associate member"}


@dataclass(frozen=True, slots=True)
class Line:
    """A center in a list."""

    center: Center
    kind: str
    state: tuple[str, str]
    since: datetime | None
    liaison: User | None
    people: int
    agreement: str
    # Gates that still stop it; None where the profile has none, and where they are not asked for.
    gates: int | None
    roles: tuple[str, ...]


@viewer.signed_in
@require_safe
def centers(request: HttpRequest) -> HttpResponseBase:
    """List the centers that the viewer sees."""
    actor, fragment = viewer.actor(request), request.GET.get("q", "").strip()
    known = queries.known_centers(in_force())
    seen = {one: known[one] for one in sight.centers_seen(actor) if one in known}
    page = Paginator([one for one in seen.values() if listing.fits(one, fragment)], A_PAGE).get_page(
        request.GET.get("page")
    )
    values = {
        "page": page,
        "lines": lines_of(list(page.object_list), actor.id),
        "fragment": fragment,
        "query": f"{urlencode({'q': fragment})}&" if fragment else "",
        "is_staff": viewer.is_staff(request),
        "seen": len(seen),
    }
    return render(request, "centers/centers.html", values)


def lines_of(found: list[Center], user_id: int, *, with_gates: bool = False) -> list[Line]:
    """Return a line for each center, with the roles that a person has there; as many queries for any number."""
    ids = [center.id for center in found]
    gates, roles = _gates(ids) if with_gates else {}, _roles(ids, user_id)
    return [
        Line(
            center=one.center,
            kind=KINDS[one.center.kind],
            state=STATES[one.state],
            since=one.since,
            liaison=one.liaison,
            people=one.people,
            agreement=one.agreement,
            gates=gates.get(one.center.id),
            roles=roles.get(one.center.id, ()),
        )
        for one in listing.lines(found)
    ]


def _gates(ids: list[str]) -> dict[str, int]:
    profile = in_force()
    if profile.onboarding is None:
        return {}
    release = next((one.number for one in profile.releases.values() if one.state == "open"), None)
    found = standings.of_centers(ids, release)
    return {center_id: sum(gate.stops for gate in gates) for center_id, gates in found.items()}


def _roles(ids: list[str], user_id: int) -> dict[str, tuple[str, ...]]:
    known = in_force().roles
    found: dict[str, tuple[str, ...]] = {}
    own = Affiliation.objects.filter(user_id=user_id, center_id__in=ids, ended_on=None).order_by("pk")
    for center_id, role in own.values_list("center_id", "role"):
        name = known[role].name if role in known else role
        found[center_id] = (*found.get(center_id, ()), name)
    return found
