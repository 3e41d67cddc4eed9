"""The ways of a center and of a person until they submit, as tables: requirements 2.1 and 2.2.

Nothing is stored of them: where somebody is follows from the gates that are open, as writes see them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.standings import Standing, State


class CenterStep(StrEnum):
    """Where a center is on its way."""

    REGISTERED = "registered"
    LIAISON_ASSIGNED = "liaison_assigned"
    WRANGLER_NAMED = "wrangler_named"
    AGREEMENT_SENT = "agreement_sent"
    AGREEMENT_EXECUTED = "agreement_executed"
    CHECKLIST_REVIEWED = "checklist_reviewed"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_ACKNOWLEDGED = "plan_acknowledged"
    PERSONNEL_FILED = "personnel_filed"
    SESSIONS_ATTENDED = "sessions_attended"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class PersonStep(StrEnum):
    """Where a person is on their way."""

    INVITED = "invited"
    REGISTERED = "registered"
    TERMS_ACCEPTED = "terms_accepted"
    SECOND_FACTOR_ENABLED = "second_factor_enabled"
    CERTIFIED = "certified"
    CENTER_MEMBER = "center_member"
    SUBMIT_ENABLED = "submit_enabled"


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow: from where, to where, and the gates that must be passed. ``is_begun``: begun is enough."""

    state: StrEnum
    then: StrEnum
    gates: tuple[Gate, ...]
    is_begun: bool = False


CENTER: Sequence[Way] = (
    Way(CenterStep.REGISTERED, CenterStep.LIAISON_ASSIGNED, (Gate.LIAISON,)),
    Way(CenterStep.LIAISON_ASSIGNED, CenterStep.WRANGLER_NAMED, (Gate.WRANGLER,)),
    Way(CenterStep.WRANGLER_NAMED, CenterStep.AGREEMENT_SENT, (Gate.AGREEMENT,), is_begun=True),
    Way(CenterStep.AGREEMENT_SENT, CenterStep.AGREEMENT_EXECUTED, (Gate.AGREEMENT,)),
    Way(CenterStep.AGREEMENT_EXECUTED, CenterStep.CHECKLIST_REVIEWED, (Gate.CHECKLIST,)),
    Way(CenterStep.CHECKLIST_REVIEWED, CenterStep.PLAN_SUBMITTED, (Gate.PLAN,), is_begun=True),
    Way(CenterStep.PLAN_SUBMITTED, CenterStep.PLAN_ACKNOWLEDGED, (Gate.PLAN,)),
    Way(CenterStep.PLAN_ACKNOWLEDGED, CenterStep.PERSONNEL_FILED, (Gate.PERSONNEL, Gate.CERTIFIED_USER)),
    Way(CenterStep.PERSONNEL_FILED, CenterStep.SESSIONS_ATTENDED, (Gate.SESSIONS,)),
    # An associate member has a sponsor at that moment, and ever after.
    Way(CenterStep.SESSIONS_ATTENDED, CenterStep.ACTIVE, (Gate.SPONSOR, Gate.ACTIVE)),
)
# Wherever a center is, the coordinating center may suspend it; afterwards it is where its gates are.
ANYWHERE = "any_of_these"
ASIDE: Sequence[tuple[str, str, str]] = (
    (ANYWHERE, CenterStep.SUSPENDED, "suspended"),
    (CenterStep.SUSPENDED, ANYWHERE, "reactivated"),
)
PERSON: Sequence[Way] = (
    Way(PersonStep.INVITED, PersonStep.REGISTERED, (Gate.EMAIL,)),
    Way(PersonStep.REGISTERED, PersonStep.TERMS_ACCEPTED, (Gate.TERMS,)),
    Way(PersonStep.TERMS_ACCEPTED, PersonStep.SECOND_FACTOR_ENABLED, (Gate.SECOND_FACTOR,)),
    Way(PersonStep.SECOND_FACTOR_ENABLED, PersonStep.CERTIFIED, (Gate.CERTIFIED,)),
    Way(PersonStep.CERTIFIED, PersonStep.CENTER_MEMBER, (Gate.AFFILIATED, Gate.INSTITUTION)),
    # Of the center all gates, as ``standings.may_submit`` asks.
    Way(PersonStep.CENTER_MEMBER, PersonStep.SUBMIT_ENABLED, (Gate.ACTIVE,)),
)


def words_of(step: CenterStep | PersonStep) -> str:
    """Return how pages call a state."""
    return step.value.replace("_", " ").capitalize()


def of_center(standings: Iterable[Standing], *, is_suspended: bool = False) -> CenterStep:
    """Return how far a center is: as far as each step follows on the one before."""
    if is_suspended:
        return CenterStep.SUSPENDED
    return CenterStep(_furthest(CENTER, {one.gate: one for one in standings}))


def of_person(person: Iterable[Standing], center: Iterable[Standing]) -> PersonStep:
    """Return how far a person is at a center, by the gates of both."""
    known = {one.gate: one for one in person}
    step = PersonStep(_furthest(PERSON[:-1], known))
    if step is PersonStep.CENTER_MEMBER and not any(one.stops for one in center):
        return PersonStep.SUBMIT_ENABLED
    return step


def _furthest(ways: Sequence[Way], known: Mapping[Gate, Standing]) -> StrEnum:
    state = ways[0].state
    for way in ways:
        if not all(_is_passed(way, known.get(gate)) for gate in way.gates):
            return state
        state = way.then
    return state


def _is_passed(way: Way, standing: Standing | None) -> bool:
    """Tell whether a gate lets through; one that the profile does not have does, and a soft one."""
    if standing is None or standing.is_soft or standing.state is not State.CLOSED:
        return True
    return way.is_begun and standing.is_begun
