"""One center as the coordinating center looks after it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.checks.profile.network_shapes import Center, FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import agreements, deciding, housing, liaisons, queries, sight
from theatrum.consortium.centers.models import AgreementState, CenterRecord, CenterState, Outcome
from theatrum.consortium.onboarding import standings
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.activating import open_numbers, would_take
from theatrum.consortium.releases.jobs import last_activation
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.administration.centers.words import AGREEMENTS, OUTCOMES
from theatrum.doors.web.pages.centers.listing import KINDS, STATES
from theatrum.drivers.jobs.models import State
from theatrum.repository.accounts.queries import names

# How often the page asks again while a center is being activated, in seconds.
_REFRESH = "2"


@dataclass(frozen=True, slots=True)
class Promise:
    """What activating a center makes for one release, where it is not there yet."""

    number: int
    folders: int
    components: int


@viewer.staff_only
@require_safe
def center(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show where a center is, who guides it, what it signed and what was decided."""
    profile, actor = in_force(), viewer.actor(request)
    found = queries.get_center(profile, center_id)
    record = CenterRecord.objects.select_related("project__current", "sponsor").filter(pk=center_id).first()
    job = last_activation(center_id)
    is_working = job is not None and job.state in {State.QUEUED, State.RUNNING}
    history = list(liaisons.history_of(center_id)[:20])
    assigned = next((one for one in history if one.until is None), None)
    state = CenterState(record.state) if record else CenterState.REGISTERED
    values: dict[str, object] = {
        "center": found,
        "kind": KINDS[found.kind],
        "record": record,
        "state": state,
        "badge": STATES[state],
        "job": job,
        "is_working": is_working,
        "promises": _promises(profile, found),
        "takes": would_take(profile, [center_id]).get(center_id, []) if record and record.project_id else [],
        "assigned": assigned,
        "liaison": liaisons.liaison_of(center_id),
        "history": history,
        "absences": liaisons.absences_of(assigned.user_id) if assigned else [],
        "houses": housing.institutions_of(center_id),
        "agreements": [(one, AGREEMENTS[AgreementState(one.state)]) for one in agreements.agreements_of(center_id)],
        "decisions": [(one, OUTCOMES[Outcome(one.outcome)]) for one in deciding.decisions_of(center_id)],
        "gates": [one for one in _gates(profile, center_id) if one.stops],
        "may_change": sight.is_dcc_administrator(actor),
        "is_own": assigned is not None and assigned.user_id == actor.id,
        "names": names({record.made_by} if record else ()),
    }
    response = render(request, "administration/centers/center.html", values)
    if is_working:
        response["Refresh"] = _REFRESH
    return response


def _promises(profile: Profile, found: Center) -> list[Promise]:
    made = []
    for number in open_numbers(profile):
        leaves = queries.leaves_of(profile, profile.releases[number], found)
        paths = {
            "/".join(leaf.path.split("/")[:size]) for leaf in leaves for size in range(1, leaf.path.count("/") + 2)
        }
        made.append(Promise(number, len(FolderKind) * (len(paths) + 1), len(leaves)))
    return made


def _gates(profile: Profile, center_id: str) -> list[standings.Standing]:
    return standings.of_center(center_id, next(iter(open_numbers(profile)), None)) if profile.onboarding else []
