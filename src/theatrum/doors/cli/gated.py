"""Gates and excuses as the command line shows and changes them. Imported when Django is ready."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.centers.queries import get_center
from theatrum.consortium.onboarding import excuses as excusing
from theatrum.consortium.onboarding import standings as standing
from theatrum.consortium.onboarding.excuses import Whom
from theatrum.consortium.onboarding.gates import OF_CENTER, OF_PERSON, Gate
from theatrum.consortium.onboarding.models import Subject
from theatrum.consortium.onboarding.places import open_release
from theatrum.consortium.onboarding.standings import Standing
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.clock import wire_time
from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.accounts.principals import OPERATOR

Facts = dict[str, str]


def standings(*, person: str | None, center: str | None) -> list[Facts]:
    """Return the gates of a person at a center, or at all of theirs; or those of a center."""
    if person is None:
        center_id = get_center(in_force(), center or "").id
        return [_fact(center_id, one) for one in standing.of_center(center_id, open_release(in_force()))]
    user = accounts.find_user_by_name(person)
    centers = [center] if center else sorted({one.center_id for one in active_of(user.pk)})
    return [
        _fact(f"{user.username} at {center_id}" if center_id else user.username, one)
        for center_id in centers or [""]
        for one in standing.of_person(user.pk, center_id)
    ]


def excuses() -> list[Facts]:
    """Return the excuses in force, the soonest to end first."""
    found = list(excusing.in_effect())
    names = accounts.names(int(one.subject_id) for one in found if one.subject_kind == Subject.PERSON)
    return [
        {
            "whom": names.get(int(one.subject_id), "") if one.subject_kind == Subject.PERSON else one.subject_id,
            "gate": one.gate,
            "state": "excused",
            "until": wire_time(one.until),
            "note": one.reason,
        }
        for one in found
    ]


def told(facts: Sequence[Facts]) -> Iterator[str]:
    """Say the same in lines."""
    for one in facts:
        more = "; ".join(part for part in (one["note"], one["until"] and f"until {one['until'][:10]}") if part)
        yield f"{one['whom']}  {one['gate']}: {one['state']}{f' ({more})' if more else ''}"
    if not facts:
        yield "There is none."


def open_gates(*, reason: str, days: int, wanted: dict[str, object]) -> list[str]:
    """Excuse from the gates that are wanted. Raises what ``excuse_gate`` raises, InvalidRequest for an unknown gate."""
    whom, name = _whom(wanted)
    until = clock.now() + timedelta(days=days)
    gates, reason = _gates(whom, wanted), excusing.draft_reason(reason)
    with writing():
        for gate in gates:
            excusing.excuse_gate(actor=OPERATOR, subject=whom, gate=gate, reason=reason, until=until)
    return [f"{name} is excused from {gate.value} until {until:%Y-%m-%d}." for gate in gates]


def close_gates(wanted: dict[str, object]) -> list[str]:
    """End the excuses that are wanted. Raises ExcuseNotFound, InvalidRequest for an unknown gate."""
    whom, name = _whom(wanted)
    gates = _gates(whom, wanted)
    if wanted["is_all"]:
        there = excusing.excused(whom.kind, [whom.id])
        gates = [gate for gate in gates if (whom.id, gate.value) in there]
    with writing():
        for gate in gates:
            excusing.end_excuse(actor=OPERATOR, subject=whom, gate=gate)
    return [f"{name} is excused from {gate.value} no more." for gate in gates] or [f"{name} had no excuse."]


def _whom(wanted: dict[str, object]) -> tuple[Whom, str]:
    if wanted["person"]:
        user = accounts.find_user_by_name(str(wanted["person"]))
        return Whom.person(user.pk), user.username
    center = get_center(in_force(), str(wanted["center"]))
    return Whom.center(center.id), center.id


def _gates(whom: Whom, wanted: dict[str, object]) -> list[Gate]:
    possible = OF_PERSON if whom.kind == Subject.PERSON else OF_CENTER
    onboarding = in_force().onboarding
    known = [gate for gate in possible if onboarding is not None and onboarding.find(gate) is not None]
    if wanted["is_all"]:
        return known
    asked = wanted["gates"]
    return [_gate(str(one), known) for one in asked] if isinstance(asked, Iterable) else []


def _gate(text: str, known: Sequence[Gate]) -> Gate:
    found = next((gate for gate in known if gate.value == text), None)
    if found is None:
        raise InvalidRequest(reason=f"There is no gate {text!r} here; there is {', '.join(known) or 'none'}.")
    return found


def _fact(whom: str, one: Standing) -> Facts:
    return {
        "whom": whom,
        "gate": one.gate.value,
        "name": one.name,
        "state": one.state.value if not one.is_soft or one.is_passed else "closed, and stops nobody",
        "owner": one.owner,
        "step": one.step,
        "since": wire_time(one.since) if one.since else "",
        "until": wire_time(one.until) if one.until else "",
        "note": one.note,
    }
