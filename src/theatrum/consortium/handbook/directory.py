"""Who is where: each center with its atlas id, institution, liaison and wranglers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers.liaisons import liaisons_of
from theatrum.consortium.centers.models import Affiliation, LiaisonAssignment
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.models import User

_SAID = ("user__first_name", "user__last_name", "user__username", "user__email")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be asked: name, address, and what they are."""

    name: str
    email: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A center of the directory. ``absent`` is the liaison for whom somebody stands in today."""

    center: Center
    liaison: Person | None
    absent: str
    contacts: Sequence[Person]


def matching(fragment: str) -> list[str]:
    """Return the ids of the centers that have all words of a fragment, in their order, whatever the case.

    Words may stand in the id, the name, an institution, or the name or address of somebody who can be asked there.
    """
    known = centers.known_centers(in_force())
    words = fragment.casefold().split()
    if not words:
        return list(known)
    texts = {number: [number, center.name, *center.houses] for number, center in known.items()}
    for center_id, user in liaisons_of(known).items():
        texts[center_id] += [user.get_full_name(), user.email]
    for center_id, assigned in _assigned(known).items():
        texts[center_id].append(assigned.get_full_name())
    for center_id, *said in _asked(known).values_list("center_id", *_SAID):
        if center_id in texts:
            texts[center_id] += said
    joined = {number: " ".join(said).casefold() for number, said in texts.items()}
    return [number for number, text in joined.items() if all(word in text for word in words)]


def lines(center_ids: Sequence[str]) -> list[Line]:
    """Return the lines of centers, in the order given; five queries for any number."""
    known = centers.known_centers(in_force())
    shown = [one for one in center_ids if one in known]
    today, assigned, contacts = liaisons_of(shown), _assigned(shown), _contacts(shown)
    return [_line(known[one], today.get(one), assigned.get(one), contacts) for one in shown]


def _line(center: Center, today: User | None, assigned: User | None, contacts: Mapping[str, Sequence[Person]]) -> Line:
    is_absent = today is not None and assigned is not None and today.pk != assigned.pk
    return Line(
        center=center,
        liaison=Person(today.get_full_name(), today.email) if today else None,
        absent=assigned.get_full_name() if is_absent and assigned else "",
        contacts=contacts.get(center.id, ()),
    )


def _assigned(center_ids: Collection[str]) -> dict[str, User]:
    found = LiaisonAssignment.objects.filter(center_id__in=center_ids, until=None).select_related("user")
    return {one.center_id: one.user for one in found}


def _contacts(center_ids: Collection[str]) -> dict[str, list[Person]]:
    """Return who speaks or submits for each center, those who represent it first."""
    roles = {role.role: role for role in in_force().roles.values() if role.scope == "center"}
    order = {role: place for place, role in enumerate(roles)}
    rows = _asked(center_ids).values_list("center_id", "role", *_SAID)
    people: dict[str, list[Person]] = {}
    # Thousands of rows: made into what is shown of them, and nothing else. The order within a role stays.
    for center_id, role, first, last, username, email in sorted(rows, key=lambda row: order[row[1]]):
        name = f"{first} {last}".strip() or username
        people.setdefault(center_id, []).append(Person(name, email, roles[role].name))
    return people


def _asked(center_ids: Collection[str]) -> QuerySet[Affiliation]:
    """Return the forms of those who speak or submit for centers, by name."""
    roles = in_force().roles.values()
    named = [one.role for one in roles if one.scope == "center" and (one.represents or one.submits)]
    found = Affiliation.objects.filter(ended_on=None, role__in=named, user__is_active=True, center_id__in=center_ids)
    return found.order_by("user__last_name", "pk")
