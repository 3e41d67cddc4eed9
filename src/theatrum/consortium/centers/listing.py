"""Centers in a list: what each is, how far it is, who guides it and how many people it has."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.centers import agreements, housing, liaisons
from theatrum.consortium.centers.models import Affiliation, Agreement, CenterRecord, CenterState
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
    agreement: str
    """The version of the executed agreement that is in effect; empty without one."""

    @property
    def is_covered(self) -> bool:
        """Whether it has an executed agreement that is not expired."""
        return bool(self.agreement)

    @property
    def project(self) -> str:
        """The public id of its project, empty before it is activated."""
        return entity_id(self.project_id) if self.project_id else ""


def lines(centers: Iterable[Center]) -> list[Line]:
    """Return a line for each of these centers, in the order given; seven queries for any number of them and people."""
    shown = list(centers)
    ids = [center.id for center in shown]
    records = CenterRecord.objects.in_bulk(ids)
    people, guides = people_counts(ids), liaisons.liaisons_of(ids)
    houses, signed = housing.houses_of(ids), _agreements(ids)
    return [
        Line(
            center=center,
            state=CenterState(records[center.id].state) if center.id in records else CenterState.REGISTERED,
            since=records[center.id].since if center.id in records else None,
            project_id=records[center.id].project_id if center.id in records else None,
            liaison=guides.get(center.id),
            people=people.get(center.id, 0),
            institutions=tuple(houses.get(center.id, center.houses)),
            agreement=signed.get(center.id, ""),
        )
        for center in shown
    ]


def fits(center: Center, fragment: str) -> bool:
    """Tell whether a center is looked for: by atlas id, name, institution or project, whatever the case."""
    wanted = fragment.strip().casefold()
    return any(wanted in text.casefold() for text in (center.id, center.name, center.institution, center.project))


def people_counts(center_ids: Collection[str]) -> dict[str, int]:
    """Return how many people each of these centers has, each person once; one query."""
    found = Affiliation.objects.filter(center_id__in=center_ids, ended_on=None).values("center_id")
    return dict(found.annotate(people=Count("user", distinct=True)).values_list("center_id", "people"))


def _agreements(center_ids: Collection[str]) -> dict[str, str]:
    found = Agreement.objects.filter(agreements.in_effect(), center_id__in=center_ids).order_by("made_on", "pk")
    return dict(found.values_list("center_id", "version"))
