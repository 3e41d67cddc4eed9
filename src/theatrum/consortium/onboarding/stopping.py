"""Who is stopped at which gate, over all centers and all who submit: in as many queries for thousands as for one."""

from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.onboarding import crowds, excuses, facts
from theatrum.consortium.onboarding.facts import CLOSED
from theatrum.consortium.onboarding.gates import GateRule
from theatrum.consortium.onboarding.models import Subject
from theatrum.consortium.onboarding.places import open_release
from theatrum.consortium.onboarding.wording import fields, filled
from theatrum.consortium.profile.queries import in_force


@dataclass(frozen=True, slots=True)
class Group:
    """A gate, how many of those who were looked at it stops, and which centers: people are asked for by the page."""

    rule: GateRule
    kind: Subject
    name: str
    count: int
    of: int
    centers: tuple[str, ...] = ()


def stopped() -> list[Group]:
    """Return the gates of the profile with how many each stops now, in the profile's order."""
    return [*_people(), *_centers()]


def ids_of(group: Group, *, start: int, most: int) -> list[str]:
    """Return some of those whom a gate stops, in their order: people by number, centers by atlas id."""
    if group.kind == Subject.CENTER:
        return list(group.centers[start : start + most])
    return [str(one) for one in crowds.closed_for(group.rule, _excused_people(), start=start, most=most)]


def _people() -> list[Group]:
    onboarding = in_force().onboarding
    rules = [rule for rule in onboarding.person if facts.person_reader(rule.gate)] if onboarding else []
    if not rules:
        return []
    crowd = crowds.count_closed(rules, _excused_people())
    return [
        Group(rule, Subject.PERSON, _name(rule), count=crowd.closed[rule.gate.value], of=crowd.people) for rule in rules
    ]


def _excused_people() -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for number, gate in excuses.in_effect().filter(subject_kind=Subject.PERSON).values_list("subject_id", "gate"):
        found.setdefault(gate, set()).add(int(number))
    return found


def _centers() -> list[Group]:
    profile = in_force()
    centers, release = list(known_centers(profile)), open_release(profile)
    there = set(excuses.in_effect().filter(subject_kind=Subject.CENTER).values_list("subject_id", "gate"))
    found = []
    for rule in profile.onboarding.center if profile.onboarding else ():
        reader = facts.center_reader(rule.gate)
        if reader is None:
            continue
        known = reader(centers, release)
        closed = (one for one in centers if not known.get(one, CLOSED).is_open)
        ids = tuple(one for one in closed if (one, rule.gate.value) not in there)
        found.append(Group(rule, Subject.CENTER, _name(rule), count=len(ids), of=len(centers), centers=ids))
    return found


def _name(rule: GateRule) -> str:
    profile = in_force()
    return filled(rule.name, fields(profile, "", open_release(profile), "") | {"{center}": "the center"})
