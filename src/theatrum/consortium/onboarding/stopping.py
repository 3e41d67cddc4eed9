"""Who is stopped at which gate, over all centers and all who submit: in as many queries for thousands as for one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.onboarding import excuses, facts
from theatrum.consortium.onboarding.facts import CLOSED, Fact
from theatrum.consortium.onboarding.gates import GateRule
from theatrum.consortium.onboarding.models import Subject
from theatrum.consortium.onboarding.places import open_release
from theatrum.consortium.onboarding.wording import fields, filled
from theatrum.consortium.profile.queries import in_force


@dataclass(frozen=True, slots=True)
class Group:
    """A gate with whom it stops, by id: people by number, centers by atlas id; ``of`` is how many were looked at."""

    rule: GateRule
    kind: Subject
    name: str
    ids: tuple[str, ...]
    of: int


def stopped() -> list[Group]:
    """Return the gates of the profile with whom each stops now, in the profile's order."""
    return [*_people(), *_centers()]


def submitters() -> list[int]:
    """Return everybody who submits for some center, by number."""
    roles = [role.role for role in in_force().roles.values() if role.submits]
    held = Affiliation.objects.filter(role__in=roles, ended_on=None, user__is_active=True)
    return sorted(set(held.values_list("user_id", flat=True)))


def _people() -> list[Group]:
    profile, people = in_force(), submitters()
    known: dict[str, Mapping[str, Fact]] = {}
    for rule in profile.onboarding.person if profile.onboarding else ():
        reader = facts.person_reader(rule.gate)
        if reader is not None:
            known[rule.gate] = {str(number): fact for number, fact in reader(people, "").items()}
    return _groups(Subject.PERSON, [str(number) for number in people], known)


def _centers() -> list[Group]:
    profile = in_force()
    centers = list(known_centers(profile))
    known: dict[str, Mapping[str, Fact]] = {}
    for rule in profile.onboarding.center if profile.onboarding else ():
        reader = facts.center_reader(rule.gate)
        if reader is not None:
            known[rule.gate] = reader(centers, open_release(profile))
    return _groups(Subject.CENTER, centers, known)


def _groups(kind: Subject, ids: Collection[str], known: Mapping[str, Mapping[str, Fact]]) -> list[Group]:
    profile = in_force()
    there = set(excuses.in_effect().filter(subject_kind=kind).values_list("subject_id", "gate"))
    rules = {rule.gate: rule for rule in profile.onboarding.rules()} if profile.onboarding else {}
    wording = fields(profile, "", open_release(profile), "") | {"{center}": "the center"}
    found = []
    for rule in rules.values():
        if rule.gate in known:
            closed = (one for one in ids if not known[rule.gate].get(one, CLOSED).is_open)
            stopped_ids = tuple(one for one in closed if (one, rule.gate.value) not in there)
            found.append(Group(rule, kind, filled(rule.name, wording), stopped_ids, len(ids)))
    return found
