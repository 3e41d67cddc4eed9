"""The record of a center: made once something is known of it here."""

from theatrum.consortium.centers.models import CenterRecord
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor


def record_of(actor: Actor, center_id: str) -> CenterRecord:
    """Return the record of a center, locked until the end of the transaction; makes that of a center of the profile."""
    moment = clock.now()
    CenterRecord.objects.get_or_create(pk=center_id, defaults={"since": moment, "made_by": actor.id, "made_on": moment})
    return CenterRecord.objects.select_for_update().get(pk=center_id)
