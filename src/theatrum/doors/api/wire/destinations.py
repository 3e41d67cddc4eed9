"""Storage locations, settings of uploads, and where files of a folder go."""

from pydantic import Field

from theatrum.doors.api.wire.files import FILE
from theatrum.doors.api.wire.message import MODEL, Long, Wire, WireTime

PROJECT = MODEL + "project."


class UploadDestination(Wire):
    """Where files of a folder go: this server takes them all itself."""

    concrete_type: str = FILE + "S3UploadDestination"
    storage_location_id: int
    upload_type: str = "S3"
    banner: str = ""
    base_key: str | None = None
    sts_enabled: bool


class UploadDestinations(Wire):
    """The possible destinations, with all that is known of each."""

    list_: list[UploadDestination] = Field(alias="list")


class UploadDestinationLocation(Wire):
    """One possible destination."""

    storage_location_id: int
    upload_type: str = "S3"
    banner: str = ""
    description: str | None = None


class UploadDestinationLocations(Wire):
    """The possible destinations."""

    list_: list[UploadDestinationLocation] = Field(alias="list")


class StorageLocationSetting(Wire):
    """A storage location: each is this server's own store."""

    concrete_type: str = PROJECT + "S3StorageLocationSetting"
    storage_location_id: int
    upload_type: str = "S3"
    banner: str | None = None
    description: str | None = None
    etag: str
    created_on: WireTime
    created_by: int
    base_key: str | None = None
    sts_enabled: bool


class StorageLocationSettings(Wire):
    """Storage locations."""

    list_: list[StorageLocationSetting] = Field(alias="list")


class NewStorageLocation(Wire):
    """A storage location that somebody wants; ``concreteType`` says of which sort."""

    concrete_type: str = PROJECT + "S3StorageLocationSetting"
    banner: str | None = None
    description: str | None = None
    base_key: str | None = None
    sts_enabled: bool | None = None


class ProjectSetting(Wire):
    """The storage locations of a project or folder."""

    concrete_type: str = PROJECT + "UploadDestinationListSetting"
    id: str | None = None
    project_id: str
    settings_type: str = "upload"
    etag: str | None = None
    locations: list[Long] = Field(default_factory=list, max_length=100)
