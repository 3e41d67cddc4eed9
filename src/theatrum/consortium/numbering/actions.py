"""Reserving identifiers."""

from theatrum.consortium.numbering.drafts import Draft
from theatrum.consortium.numbering.models import Reservation, Series
from theatrum.consortium.numbering.queries import next_of
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit


def reserve(*, actor: Actor, draft: Draft) -> list[str]:
    """Give the actor the next identifiers, and nobody else ever again.

    Raises NumberingInvalid, NumbersExhausted, and what access refuses.
    """
    series, _ = Series.objects.get_or_create(center=draft.center)
    Series.objects.select_for_update().get(id=series.id)
    access.require(actor, Permission.CREATE, draft.place)
    found = next_of(draft)
    moment = clock.now()
    Reservation.objects.bulk_create(
        Reservation(series=series, identifier=one, reserved_by=actor.id, reserved_on=moment) for one in found
    )
    audit.record(
        actor.id,
        "identifiers_reserved",
        subject_kind="entity",
        subject_id=draft.project.id,
        after={"center": draft.center, "ids": found},
    )
    return found
