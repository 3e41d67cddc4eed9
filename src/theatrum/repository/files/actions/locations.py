"""Making storage locations."""

import uuid

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.locations import WantedLocation, valid_location
from theatrum.repository.files.models import StorageLocation


def create_location(*, actor: Actor, wanted: WantedLocation) -> StorageLocation:
    """Make a storage location; the same request of the same person finds the earlier one.

    Raises StorageLocationIsInvalid.
    """
    wanted = valid_location(wanted)
    row = StorageLocation(
        created_by=actor.id,
        created_on=clock.now(),
        etag=new_etag(),
        banner=wanted.banner,
        description=wanted.description,
        sts_enabled=wanted.sts_enabled,
        base_key=f"{actor.id}/{uuid.uuid4()}" if wanted.sts_enabled else "",
        request_hash=wanted.fingerprint,
    )
    StorageLocation.objects.bulk_create([row], ignore_conflicts=True)
    found = StorageLocation.objects.get(created_by=actor.id, request_hash=wanted.fingerprint)
    if found.etag == row.etag:
        after = {"banner": found.banner, "description": found.description}
        audit.record(
            actor.id, "storage_location_created", subject_kind="storagelocation", subject_id=found.pk, after=after
        )
    return found
