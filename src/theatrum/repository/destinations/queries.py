"""Reading settings, and where files of an entity go."""

from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.destinations.errors import SettingNotFound
from theatrum.repository.destinations.models import UploadSetting
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import locations as storage
from theatrum.repository.files.models import StorageLocation
from theatrum.repository.files.policy import STORAGE_LOCATION


def find_setting(number: int) -> UploadSetting:
    """Return a setting with its entity. Raises SettingNotFound."""
    found = UploadSetting.objects.select_related("node").filter(pk=number).first()
    if found is None:
        raise SettingNotFound(id=number)
    return found


def require_setting(actor: Actor, number: int) -> UploadSetting:
    """Return a setting of an entity that the actor may read. Raises as ``find_setting``, and ``nodes.require_node``."""
    found = find_setting(number)
    nodes.require_node(actor, found.node_id)
    return found


def setting_of(actor: Actor, node_id: int) -> UploadSetting | None:
    """Return an entity's own setting, if it has one. Raises as ``nodes.require_node``."""
    node = nodes.require_node(actor, node_id, Permission.READ)
    return UploadSetting.objects.select_related("node").filter(node=node).first()


def locations_for(node_id: int) -> list[StorageLocation]:
    """Return where files of an entity may go, the default first: as the nearest setting above says."""
    numbers = _nearest(node_id) or [STORAGE_LOCATION]
    known = storage.locations(numbers)
    return [known[number] for number in numbers if number in known]


def _nearest(node_id: int) -> list[int]:
    above = UploadSetting.objects.filter(node__descent__node_id=node_id)
    found: list[int] | None = above.order_by("node__descent__depth").values_list("locations", flat=True).first()
    return found or []
