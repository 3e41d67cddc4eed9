"""All centers on one page: what each is, how far it is, who guides it and how many people it has."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers import agreements, housing, liaisons, queries
from theatrum.consortium.centers.models import Affiliation, Agreement, CenterRecord, CenterState
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.ids import entity_id
from theatrum.repository.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A center in a list. ``since`` is None while nothing is known of it here; ``people`` counts active ones once."""

    center: Center
    state: CenterState
    since: datetime | None
    project_id: int | None
    liaison: User | None
    people: int
    institutions: tuple[str, ...]
    is_covered: bool
    """Whether it has an executed agreement that is not expired."""

    @property
    def project(self) -> str:
        """The public id of its project, empty before it is activated."""
        return entity_id(self.project_id) if self.project_id else ""


def lines(center_ids: Iterable[str] | None = None, *, fragment: str = "") -> list[Line]:
    """Return centers in order, all or some, those whose id, name or institution holds the fragment.

    Eight queries for any number of centers and people.
    """
    known = queries.known_centers(in_force())
    wanted = set(known) if center_ids is None else set(center_ids)
    shown = [center for center in known.values() if center.id in wanted and _holds(center, fragment)]
    ids = [center.id for center in shown]
    records = CenterRecord.objects.in_bulk(ids)
    people, guides = people_counts(ids), liaisons.liaisons_of(ids)
    houses, covered = housing.houses_of(ids), _covered(ids)
    return [
        Line(
            center=center,
            state=CenterState(records[center.id].state) if center.id in records else CenterState.REGISTERED,
            since=records[center.id].since if center.id in records else None,
            project_id=records[center.id].project_id if center.id in records else None,
            liaison=guides.get(center.id),
            people=people.get(center.id, 0),
            institutions=tuple(houses.get(center.id, center.houses)),
            is_covered=center.id in covered,
        )
        for center in shown
    ]


def people_counts(center_ids: Collection[str]) -> dict[str, int]:
    """Return how many people each of these centers has, each person once; one query."""
    found = Affiliation.objects.filter(center_id__in=center_ids, ended_on=None).values("center_id")
    return dict(found.annotate(people=Count("user", distinct=True)).values_list("center_id", "people"))


def _covered(center_ids: Collection[str]) -> set[str]:
    found = Agreement.objects.filter(agreements.in_effect(), center_id__in=center_ids)
    return set(found.values_list("center_id", flat=True))


def _holds(center: Center, fragment: str) -> bool:
    wanted = fragment.strip().lower()
    return any(wanted in text.lower() for text in (center.id, center.name, center.institution, center.project))
