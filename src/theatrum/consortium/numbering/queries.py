"""What comes next, and what is known of an identifier."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from theatrum.checks.numbering.counting import Counting, Numbered, numbers_of
from theatrum.checks.numbering.telling import Teller, Told
from theatrum.checks.numbering.wanting import numbered
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.known.places import Named, Series, made_of, places_of
from theatrum.consortium.numbering.drafts import Draft
from theatrum.consortium.numbering.models import Last, Reservation
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.children import visible_nodes

MOST = 100


@dataclass(slots=True)
class Whereabouts:
    """What somebody may know of an identifier: what it is, and where it stands.

    ``places`` are the files and record sets that name it as their own or a row's, ``made`` what comes from it; of both
    the first hundred. ``node`` is the entity that an entity id means.
    """

    told: Told
    places: list[Named] = field(default_factory=list)
    made: list[Named] = field(default_factory=list)
    node: Node | None = None
    is_reserved: bool = False

    @property
    def parents(self) -> list[str]:
        """What it comes from."""
        return list(dict.fromkeys(place.parent for place in self.places if place.parent))

    @property
    def is_used(self) -> bool:
        """Whether it stands anywhere that the asker may read."""
        return bool(self.places or self.made or self.node)


def next_of(draft: Draft) -> list[str]:
    """Return the next identifiers, after those in use and those reserved. Raises NumberingInvalid, NumbersExhausted."""
    identifiers = draft.profile.overlay.identifiers
    counting = Counting(identifiers.forms, draft.center)
    for found in (draft.highest, _reserved(draft)):
        for row, number in found.items():
            counting.mark(Numbered(row, number))
    return [one for wanted in draft.wanted for one in numbered(identifiers, counting, wanted, draft.count)]


def highest_of(profile: Profile, center: str, identifiers: Iterable[str]) -> dict[Series, int]:
    """Return the highest number in each row of numbers of a center that some identifiers take."""
    found: dict[Series, int] = {}
    for one in map(profile.overlay.identifiers.forms.parse, identifiers):
        for number in numbers_of(one) if one is not None and one.center == center else ():
            found[number.row] = max(found.get(number.row, 0), number.number)
    return found


def whereabouts(actor: Actor, profile: Profile, text: str) -> Whereabouts:
    """Say what an identifier is, and where it stands as far as the actor may see the files and record sets."""
    found = Whereabouts(Teller(centers.with_known(profile)).tell(text))
    if found.told.kind is None:
        return found
    catch_up(profile)
    found.places = places_of(actor, text, most=MOST)
    found.made = made_of(actor, text, most=MOST)
    found.node = _entity(actor, text)
    is_reserved = Reservation.objects.filter(identifier=text).exists()
    found.is_reserved = is_reserved and _is_at_home(actor, profile, found.told)
    return found


def last_numbers(center: str, rows: Collection[Series]) -> dict[Series, int]:
    """Return the highest number that was given out in each of some rows of numbers of a center."""
    kinds, unders = {kind for kind, _ in rows}, {under for _, under in rows}
    lasts = Last.objects.filter(series__center=center, kind__in=kinds, under__in=unders)
    found = lasts.values_list("kind", "under", "number")
    return {(kind, under): int(number) for kind, under, number in found if (kind, under) in rows}


def _reserved(draft: Draft) -> Mapping[Series, int]:
    found = last_numbers(draft.center, draft.counted)
    if found or Last.objects.filter(series__center=draft.center).exists():
        return found
    # Given out before the last ones were kept.
    given = Reservation.objects.filter(series__center=draft.center).values_list("identifier", flat=True)
    return highest_of(draft.profile, draft.center, given)


def _entity(actor: Actor, text: str) -> Node | None:
    """Return the entity that an entity id means, where the actor may see it."""
    try:
        number = parse_entity_id(text)
    except InvalidRequest:
        return None
    return visible_nodes(actor).filter(id=number).first()


def _is_at_home(actor: Actor, profile: Profile, told: Told) -> bool:
    """Tell whether the actor may read the project of the identifier's center."""
    center = centers.find_center(profile, told.center or "")
    project = centers.find_project(center) if center else None
    return project is not None and access.may(actor, Permission.READ, project)
