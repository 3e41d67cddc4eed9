"""Access requirements as the wire shows them."""

from collections.abc import Collection

from theatrum.doors.api.wire import requirements as wire
from theatrum.kernel.ids import entity_id
from theatrum.repository.entities.models import AccessRequirement


def lock(stored: AccessRequirement) -> wire.LockAccessRequirement:
    """Return a requirement."""
    return wire.LockAccessRequirement(
        id=stored.id,
        etag=stored.etag,
        created_on=stored.created_on,
        created_by=str(stored.created_by),
        modified_on=stored.created_on,
        modified_by=str(stored.created_by),
        subject_ids=[wire.RestrictableObjectDescriptor(id=entity_id(stored.node_id))],
    )


def restriction(object_id: int, holding: Collection[int], *, is_exempt: bool) -> wire.RestrictionInformationResponse:
    """Return what the requirements that hold for a thing mean for one who is exempt, or is not."""
    return wire.RestrictionInformationResponse(
        object_id=object_id,
        restriction_level="CONTROLLED_BY_ACT" if holding else "OPEN",
        has_unmet_access_requirement=bool(holding) and not is_exempt,
        restriction_details=[
            wire.RestrictionFulfillment(
                access_requirement_id=number, is_approved=is_exempt, is_met=is_exempt, is_exempt=False
            )
            for number in holding
        ],
    )
