"""Making, changing and deleting settings of uploads."""

from collections.abc import Sequence

from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel.ids import new_etag
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.destinations.errors import (
    CredentialsNotOffered,
    SettingExists,
    SettingIsInvalid,
    SettingIsStale,
)
from theatrum.repository.destinations.models import UploadSetting
from theatrum.repository.destinations.queries import find_setting
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import locations as storage

MOST_LOCATIONS = 10


def create_setting(*, actor: Actor, node_id: int, locations: Sequence[int]) -> UploadSetting:
    """Say where the files of a project or folder go. Raises SettingExists, SettingIsInvalid, CredentialsNotOffered."""
    node = nodes.lock_node(node_id)
    access.require(actor, Permission.CREATE, node)
    if node.kind not in (Kind.PROJECT, Kind.FOLDER):
        raise SettingIsInvalid(reason="The id is not the id of a project or folder entity")
    setting = UploadSetting(node=node, locations=_valid(locations), etag=new_etag())
    if UploadSetting.objects.filter(node=node).exists():
        raise SettingExists(id=node.public_id)
    with savepoint():
        setting.save(force_insert=True)
    _remember(actor, "upload_setting_created", setting, before=None)
    return setting


def update_setting(
    *, actor: Actor, setting_id: int, node_id: int, etag: str, locations: Sequence[int]
) -> UploadSetting:
    """Name other storage locations. Raises SettingNotFound, SettingIsStale and as ``create_setting``."""
    list(UploadSetting.objects.select_for_update().filter(pk=setting_id).values_list("pk"))
    setting = find_setting(setting_id)
    nodes.require_node(actor, setting.node_id, Permission.UPDATE)
    if setting.node_id != node_id:
        reason = "You cannot change the project id of a project setting. Create a new project setting instead."
        raise SettingIsInvalid(reason=reason)
    if setting.etag != etag:
        raise SettingIsStale
    before = setting.locations
    setting.locations, setting.etag = _valid(locations), new_etag()
    setting.save(update_fields=["locations", "etag"])
    _remember(actor, "upload_setting_changed", setting, before=before)
    return setting


def delete_setting(*, actor: Actor, setting_id: int) -> None:
    """Let a project or folder go by what stands above it again. Raises SettingNotFound."""
    setting = find_setting(setting_id)
    nodes.require_node(actor, setting.node_id, Permission.DELETE)
    node_id, before = setting.node_id, setting.locations
    setting.delete()
    audit.record(actor.id, "upload_setting_deleted", subject_kind="entity", subject_id=node_id, before=before)


def _valid(numbers: Sequence[int]) -> list[int]:
    if not 1 <= len(numbers) <= MOST_LOCATIONS:
        raise SettingIsInvalid(reason=f"locations must name 1 to {MOST_LOCATIONS} storage locations.")
    known = storage.locations(numbers)
    for number in numbers:
        if number not in known:
            raise SettingIsInvalid(reason=f"uploadId {number} is not a valid upload destination location")
        if known[number].sts_enabled:
            raise CredentialsNotOffered
    return list(numbers)


def _remember(actor: Actor, action: str, setting: UploadSetting, *, before: object) -> None:
    audit.record(
        actor.id,
        action,
        subject_kind="entity",
        subject_id=setting.node_id,
        before=before,
        after={"locations": setting.locations},
    )
