"""Storage locations and settings of uploads as the wire shows them."""

from theatrum.doors.api.wire import destinations as wire
from theatrum.kernel.ids import entity_id
from theatrum.repository.destinations.models import UploadSetting
from theatrum.repository.files.models import StorageLocation


def destination(location: StorageLocation) -> wire.UploadDestination:
    """Return a storage location as the place to upload to."""
    return wire.UploadDestination(
        storage_location_id=location.pk,
        banner=location.banner,
        base_key=location.base_key or None,
        sts_enabled=location.sts_enabled,
    )


def destination_location(location: StorageLocation) -> wire.UploadDestinationLocation:
    """Return a storage location as one to choose from."""
    return wire.UploadDestinationLocation(
        storage_location_id=location.pk, banner=location.banner, description=location.description or None
    )


def storage_location(location: StorageLocation) -> wire.StorageLocationSetting:
    """Return a storage location as its maker sees it."""
    return wire.StorageLocationSetting(
        storage_location_id=location.pk,
        banner=location.banner or None,
        description=location.description or None,
        etag=location.etag,
        created_on=location.created_on,
        created_by=location.created_by,
        base_key=location.base_key or None,
        sts_enabled=location.sts_enabled,
    )


def project_setting(setting: UploadSetting) -> wire.ProjectSetting:
    """Return the setting of a project or folder."""
    return wire.ProjectSetting(
        id=str(setting.pk), project_id=entity_id(setting.node_id), etag=setting.etag, locations=setting.locations
    )
