"""Which files a person may download because an entity carries them: the answer to ``files.associations``."""

from collections.abc import Collection

from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import entity_id, parse_entity_id
from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.kinds import concrete_type
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.files.associations import Claim

# The kinds of objects, in the wire's words, whose ids are those of entities.
OBJECT_TYPES = ("FileEntity", "RecordSetEntity", "RecordSet")


def claim_on(kind: str, node_id: int, handle_id: int | None) -> Claim:
    """Say that a file belongs to an entity of a kind, as the wire would; of no file it never holds."""
    associate_type = concrete_type(kind).rpartition(".")[2]
    return Claim(handle_id=handle_id or 0, associate_type=associate_type, associate_id=entity_id(node_id))


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: the live entity carries the file, in any version, and the actor may download.

    A record set carries its rows, and the file with what its rows are worth.
    """
    numbers = {claim: _number(claim) for claim in claims}
    carried = _carried({number for number in numbers.values() if number is not None}, claims)
    allowed = may_download(actor, {node_id for node_id, _ in carried})
    return [claim for claim, number in numbers.items() if number in allowed and (number, claim.handle_id) in carried]


def explain(actor: Actor, claim: Claim) -> None:
    """Raise what a gate refuses a claim with that holds, and that permissions allow."""
    number = _number(claim)
    if number is None or not _carried({number}, [claim]):
        return
    granted = access.readable_ids(actor, "entity", Permission.DOWNLOAD)
    node = Node.objects.filter(id=number, benefactor_id__in=granted).first()
    if node is not None:
        guards.ask(actor, Permission.DOWNLOAD, node)


def _carried(node_ids: Collection[int], claims: Collection[Claim]) -> set[tuple[int, int]]:
    """Return the pairs of a live entity and a file that some version of it carries."""
    handles = {claim.handle_id for claim in claims}
    versions = Version.objects.filter(node_id__in=node_ids, node__trash_root=None)
    carried = set(versions.filter(handle_id__in=handles).values_list("node_id", "handle_id"))
    said = versions.filter(details__validationFileHandleId__in=[str(handle) for handle in handles])
    carried |= {
        (node_id, int(handle)) for node_id, handle in said.values_list("node_id", "details__validationFileHandleId")
    }
    return carried


def may_download(actor: Actor, node_ids: Collection[int]) -> set[int]:
    """Return the entities that the actor may download: ACLs and requirements each in one query for all."""
    granted = access.readable_ids(actor, "entity", Permission.DOWNLOAD)
    found = Node.objects.filter(id__in=node_ids, benefactor_id__in=granted)
    return {node.id for node in guards.allowed(actor, Permission.DOWNLOAD, list(found))}


def _number(claim: Claim) -> int | None:
    try:
        return parse_entity_id(claim.associate_id)
    except InvalidRequest:
        return None
