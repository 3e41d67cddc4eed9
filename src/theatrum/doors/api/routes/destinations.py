"""Storage locations, settings of uploads, and where files of a folder go."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import destinations as view
from theatrum.doors.api.wire import destinations as wire
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.destinations import queries
from theatrum.repository.destinations.actions import create_setting, delete_setting, update_setting
from theatrum.repository.destinations.errors import CredentialsNotOffered, SettingIsInvalid
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import locations
from theatrum.repository.files.actions.locations import create_location
from theatrum.repository.files.errors import StorageLocationIsInvalid

repo = Routes(tag="destinations")
file = Routes(tag="destinations")

_OWN_STORE = wire.PROJECT + "S3StorageLocationSetting"
_UPLOAD = "upload"
# What Synapse's clients may ask for; only the first has a meaning here.
_SETTING_TYPES = (_UPLOAD, "external_sync", "requester_pays")


@file.get("entity/{entity_id}/uploadDestination")
def get_destination(request: ApiRequest, entity_id: str) -> wire.UploadDestination:
    """Say where files of a folder go; refused at once for who may not add any."""
    return view.destination(queries.locations_for(_uploadable(request, entity_id))[0])


@file.get("entity/{entity_id}/uploadDestination/{location}")
def get_destination_at(request: ApiRequest, entity_id: str, location: str) -> wire.UploadDestination:
    """Say the same of one storage location."""
    _uploadable(request, entity_id)
    return view.destination(locations.find_location(_location_number(location)))


@file.get("entity/{entity_id}/uploadDestinations")
def list_full_destinations(request: ApiRequest, entity_id: str) -> wire.UploadDestinations:
    """List where files of a folder may go, with all that is known of each; the default is first."""
    found = queries.locations_for(_uploadable(request, entity_id))
    return wire.UploadDestinations(list_=[view.destination(each) for each in found])


@file.get("entity/{entity_id}/uploadDestinationLocations")
def list_destinations(request: ApiRequest, entity_id: str) -> wire.UploadDestinationLocations:
    """List where files of a folder may go; the default is first."""
    found = queries.locations_for(_uploadable(request, entity_id))
    return wire.UploadDestinationLocations(list_=[view.destination_location(each) for each in found])


@repo.post("storageLocation", status=201, writes=True)
def post_location(request: ApiRequest, body: wire.NewStorageLocation) -> wire.StorageLocationSetting:
    """Make a storage location, or find the one that the same request made."""
    _require_own_store(body)
    wanted = locations.WantedLocation(
        banner=body.banner or "", description=body.description or "", sts_enabled=bool(body.sts_enabled)
    )
    return view.storage_location(create_location(actor=request.actor, wanted=wanted))


@repo.get("storageLocation")
def list_locations(request: ApiRequest) -> wire.StorageLocationSettings:
    """List the storage locations that one has made."""
    found = locations.own_locations(request.actor)
    return wire.StorageLocationSettings(list_=[view.storage_location(each) for each in found])


@repo.get("storageLocation/{location}")
def get_location(request: ApiRequest, location: str) -> wire.StorageLocationSetting:
    """Describe a storage location to who made it."""
    return view.storage_location(locations.own_location(request.actor, _location_number(location)))


@repo.post("projectSettings", status=201, writes=True)
def post_setting(request: ApiRequest, body: wire.ProjectSetting) -> wire.ProjectSetting:
    """Say where the files of a project or folder go."""
    _require_upload(body.settings_type)
    setting = create_setting(actor=request.actor, node_id=parse_entity_id(body.project_id), locations=body.locations)
    return view.project_setting(setting)


@repo.put("projectSettings", writes=True)
def put_setting(request: ApiRequest, body: wire.ProjectSetting) -> None:
    """Say that they go elsewhere."""
    _require_upload(body.settings_type)
    update_setting(
        actor=request.actor,
        setting_id=_setting_number(body.id),
        node_id=parse_entity_id(body.project_id),
        etag=body.etag or "",
        locations=body.locations,
    )


@repo.get("projectSettings/{setting_id}")
def get_setting(request: ApiRequest, setting_id: str) -> wire.ProjectSetting:
    """Read a setting."""
    return view.project_setting(queries.require_setting(request.actor, _setting_number(setting_id)))


@repo.get("projectSettings/{project_id}/type/{settings_type}")
def get_setting_of(request: ApiRequest, project_id: str, settings_type: str) -> wire.ProjectSetting | None:
    """Read the setting of a project or folder; an empty answer says that it has none of its own."""
    _require_known(settings_type)
    setting = queries.setting_of(request.actor, parse_entity_id(project_id))
    return view.project_setting(setting) if setting is not None and settings_type == _UPLOAD else None


@repo.delete("projectSettings/{setting_id}", status=204, writes=True)
def remove_setting(request: ApiRequest, setting_id: str) -> None:
    """Delete a setting: what stands above the project or folder holds again."""
    delete_setting(actor=request.actor, setting_id=_setting_number(setting_id))


@repo.get("entity/{entity_id}/sts")
def get_credentials(request: ApiRequest, entity_id: str) -> None:
    """Refuse temporary credentials: bytes travel through this server only."""
    nodes.require_node(request.actor, parse_entity_id(entity_id))
    raise CredentialsNotOffered


def _uploadable(request: ApiRequest, entity_id: str) -> int:
    node = nodes.get_node(parse_entity_id(entity_id))
    if not access.may(request.actor, Permission.UPDATE, node):
        access.require(request.actor, Permission.CREATE, node)
    return node.pk


def _require_own_store(body: wire.NewStorageLocation) -> None:
    if body.concrete_type != _OWN_STORE:
        name = body.concrete_type.rpartition(".")[2][:80]
        reason = (
            f"{name} is not offered: this server keeps files in its own storage, and reaches none of others. "
            "Use S3StorageLocationSetting, or leave the storage location out."
        )
        raise StorageLocationIsInvalid(reason=reason)
    if body.base_key is not None:
        raise StorageLocationIsInvalid(reason="Cannot specify baseKey when creating an S3StorageLocationSetting")


def _require_upload(settings_type: str) -> None:
    if settings_type != _UPLOAD:
        raise SettingIsInvalid(reason=f"settingsType must be 'upload', but was {settings_type[:80]!r}.")


def _require_known(settings_type: str) -> None:
    if settings_type not in _SETTING_TYPES:
        known = ", ".join(_SETTING_TYPES)
        raise SettingIsInvalid(reason=f"{settings_type[:80]!r} is no type of project settings: expected {known}.")


def _location_number(text: str) -> int:
    return parse_number(text, what="storage location id")


def _setting_number(text: str | None) -> int:
    return parse_number(text, what="project setting id")
