"""Reserving identifiers."""

from collections.abc import Iterable

from theatrum.consortium.numbering.drafts import Draft
from theatrum.consortium.numbering.models import Last, Reservation, Series
from theatrum.consortium.numbering.queries import highest_of, last_numbers, next_of
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Aspect, Permission, Side
from theatrum.repository.audit import actions as audit


def reserve(*, actor: Actor, draft: Draft) -> list[str]:
    """Give the actor the next identifiers, and nobody else ever again.

    Raises NumberingInvalid, NumbersExhausted, and what access refuses.
    """
    series, _ = Series.objects.get_or_create(center=draft.center)
    Series.objects.select_for_update().get(id=series.id)
    access.require(actor, Permission.CREATE, Aspect(draft.place, Side.CONTENT))
    found = next_of(draft)
    if not series.lasts.exists():
        _remember(series, draft, series.reservations.values_list("identifier", flat=True))
    moment = clock.now()
    Reservation.objects.bulk_create(
        Reservation(series=series, identifier=one, reserved_by=actor.id, reserved_on=moment) for one in found
    )
    _remember(series, draft, found)
    audit.record(
        actor.id,
        "identifiers_reserved",
        subject_kind="entity",
        subject_id=draft.project.id,
        after={"center": draft.center, "ids": found},
    )
    return found


def _remember(series: Series, draft: Draft, identifiers: Iterable[str]) -> None:
    """Keep the highest number of each row of numbers: what comes next is found without reading all that came before."""
    highest = highest_of(draft.profile, draft.center, identifiers)
    known = last_numbers(draft.center, highest)
    lasts = [
        Last(series=series, kind=kind, under=under, number=max(number, known.get((kind, under), 0)))
        for (kind, under), number in highest.items()
    ]
    Last.objects.bulk_create(
        lasts, update_conflicts=True, unique_fields=["series", "kind", "under"], update_fields=["number"]
    )
