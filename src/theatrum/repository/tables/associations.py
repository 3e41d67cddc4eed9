"""Which files a person may download because cells of a table hold them: the answer to ``files.associations``."""

from collections.abc import Collection

from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Node
from theatrum.repository.files.associations import Claim
from theatrum.repository.tables.models import TableFile

OBJECT_TYPE = "TableEntity"


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: the live table holds the file, or has held it, and the actor may download."""
    numbers = {claim: _number(claim) for claim in claims}
    wanted = {number for number in numbers.values() if number is not None}
    handles = {claim.handle_id for claim in claims}
    found = TableFile.objects.filter(node_id__in=wanted, node__trash_root=None, handle_id__in=handles)
    held = set(found.values_list("node_id", "handle_id"))
    granted = access.readable_ids(actor, "entity", Permission.DOWNLOAD)
    nodes = Node.objects.filter(id__in={node_id for node_id, _ in held}, benefactor_id__in=granted)
    allowed = {node.id for node in nodes if guards.allow(actor, Permission.DOWNLOAD, node)}
    return [claim for claim, number in numbers.items() if number in allowed and (number, claim.handle_id) in held]


def _number(claim: Claim) -> int | None:
    try:
        return parse_entity_id(claim.associate_id)
    except InvalidRequest:
        return None
