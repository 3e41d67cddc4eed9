"""Who is where: each center with its atlas id, institution, liaison and wranglers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers.liaisons import liaisons_of
from theatrum.consortium.centers.models import Affiliation, LiaisonAssignment
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.models import User


@dataclass(frozen=True)
class Person:
    """Somebody who can be asked: name, address, and what they are."""

    name: str
    email: str
    role: str = ""


@dataclass(frozen=True)
class Line:
    """A center of the directory. ``absent`` is the liaison for whom somebody stands in today."""

    center: Center
    liaison: Person | None
    absent: str
    contacts: Sequence[Person]

    def has(self, words: Sequence[str]) -> bool:
        """Tell whether all words stand anywhere in the line, whatever their case."""
        people = [*self.contacts, *([self.liaison] if self.liaison else [])]
        said = [self.center.id, self.center.name, *self.center.houses, self.absent]
        text = " ".join([*said, *(part for one in people for part in (one.name, one.email))]).casefold()
        return all(word in text for word in words)


def lines(fragment: str = "") -> list[Line]:
    """Return the centers that have all words of a fragment, in the order of atlas ids; six queries for any number."""
    profile = in_force()
    known = centers.known_centers(profile)
    today = liaisons_of(known)
    assigned = _assigned()
    contacts = _contacts()
    found = [_line(center, today.get(center.id), assigned.get(center.id), contacts) for center in known.values()]
    words = fragment.casefold().split()
    return [line for line in found if line.has(words)]


def _line(center: Center, today: User | None, assigned: User | None, contacts: Mapping[str, Sequence[Person]]) -> Line:
    is_absent = today is not None and assigned is not None and today.pk != assigned.pk
    return Line(
        center=center,
        liaison=_person(today) if today else None,
        absent=assigned.get_full_name() if is_absent and assigned else "",
        contacts=contacts.get(center.id, ()),
    )


def _assigned() -> dict[str, User]:
    found = LiaisonAssignment.objects.filter(until=None).select_related("user")
    return {one.center_id: one.user for one in found}


def _contacts() -> dict[str, list[Person]]:
    """Return who speaks or submits for each center, those who represent it first."""
    roles = {role.role: role for role in in_force().roles.values() if role.scope == "center"}
    order = list(roles)
    named = [one.role for one in roles.values() if one.represents or one.submits]
    found = Affiliation.objects.filter(ended_on=None, role__in=named, user__is_active=True).select_related("user")
    people: dict[str, list[Person]] = {}
    for one in sorted(found, key=lambda each: (order.index(each.role), each.user.last_name, each.pk)):
        people.setdefault(one.center_id, []).append(_person(one.user, roles[one.role].name))
    return people


def _person(user: User, role: str = "") -> Person:
    return Person(user.get_full_name() or user.username, user.email, role)
