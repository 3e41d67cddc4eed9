"""Whom a reminder goes to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from theatrum.consortium.centers.liaisons import liaisons_of
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of a center, by what reminders call them; ids of principals."""

    representatives: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    liaison: frozenset[int] = frozenset()

    def named(self, whom: Iterable[str]) -> set[int]:
        """Return those of some names."""
        return set().union(*(getattr(self, one, frozenset()) for one in whom))


def crews_of(center_ids: Collection[str]) -> Mapping[str, Crew]:
    """Return the people of centers: who represents, who submits, who guides; three queries for any number."""
    roles = in_force().roles.values()
    speaking = {role.role for role in roles if role.represents}
    submitting = {role.role for role in roles if role.submits}
    heads: dict[str, set[int]] = defaultdict(set)
    people: dict[str, set[int]] = defaultdict(set)
    held = Affiliation.objects.filter(center_id__in=center_ids, ended_on=None, user__is_active=True)
    for center_id, role, user_id in held.values_list("center_id", "role", "user_id"):
        if role in speaking:
            heads[center_id].add(user_id)
        if role in submitting:
            people[center_id].add(user_id)
    liaisons = {center_id: user.pk for center_id, user in liaisons_of(center_ids).items()}
    return {
        one: Crew(
            representatives=frozenset(heads[one]),
            people=frozenset(people[one]),
            liaison=frozenset({liaisons[one]} if one in liaisons else ()),
        )
        for one in center_ids
    }


def submitters() -> list[int]:
    """Return everybody who submits for any center, each once."""
    roles = [role.role for role in in_force().roles.values() if role.submits]
    held = Affiliation.objects.filter(role__in=roles, ended_on=None, user__is_active=True)
    return sorted(set(held.values_list("user_id", flat=True)))
