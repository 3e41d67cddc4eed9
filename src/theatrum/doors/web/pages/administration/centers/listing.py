"""All centers: where each is, who guides it, what it lacks."""

from collections.abc import ValuesView

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers import queries, registering, sight
from theatrum.consortium.centers.listing import fits
from theatrum.consortium.centers.models import CenterRecord, CenterState, LiaisonAssignment
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.centers.listing import A_PAGE, KINDS, STATES, lines_of

NO_LIAISON = "no-liaison"


@viewer.staff_only
@require_safe
def centers(request: HttpRequest) -> HttpResponseBase:
    """List centers by atlas id, those that a state, a kind and a text choose."""
    profile = in_force()
    asked = {name: value for name in ("q", "state", "kind") if (value := request.GET.get(name, "").strip())}
    known, states = queries.known_centers(profile), _states()
    guided = set(LiaisonAssignment.objects.filter(until=None).values_list("center_id", flat=True))
    found = [one for one in known.values() if fits(one, asked.get("q", ""))]
    found = [one for one in found if asked.get("kind", one.kind) == one.kind]
    found = [one for one in found if _is_in(one, asked.get("state", ""), states, guided)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "lines": lines_of(list(page.object_list), viewer.actor(request).id, with_gates=True),
        "asked": asked,
        "query": f"{urlencode(asked)}&" if asked else "",
        "states": [(one.value, STATES[one][1]) for one in CenterState] + [(NO_LIAISON, "Without a liaison")],
        "kinds": KINDS.items(),
        "counts": _counts(known.values(), states, guided),
        "may_add": sight.is_dcc_administrator(viewer.actor(request)) and registering.kinds_admitted(profile),
    }
    return render(request, "administration/centers/centers.html", values)


def _states() -> dict[str, str]:
    return dict(CenterRecord.objects.values_list("center_id", "state"))


def _is_in(center: Center, wanted: str, states: dict[str, str], guided: set[str]) -> bool:
    if wanted == NO_LIAISON:
        return center.id not in guided
    return not wanted or states.get(center.id, CenterState.REGISTERED) == wanted


def _counts(known: ValuesView[Center], states: dict[str, str], guided: set[str]) -> list[tuple[str, str, int]]:
    wanted = [(one.value, STATES[one][1].lower()) for one in CenterState] + [(NO_LIAISON, "without a liaison")]
    return [(key, word, sum(_is_in(one, key, states, guided) for one in known)) for key, word in wanted]
