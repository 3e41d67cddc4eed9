"""The JSON of an entity: what the wire answers and what its schema judges are made here, once."""

from theatrum.kernel.clock import wire_time
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities.kinds import concrete_type
from theatrum.repository.entities.models import Node, Version


def entity_json(node: Node, version: Version) -> JsonObject:
    """Return an entity's fields under their wire names, without annotations; absent is absent."""
    body: JsonObject = {
        "name": node.name,
        "etag": node.etag,
        "createdOn": wire_time(node.created_on),
        "modifiedOn": wire_time(version.modified_on),
        "createdBy": str(node.created_by),
        "modifiedBy": str(version.modified_by),
        "concreteType": concrete_type(node.kind),
        **version.details,
    }
    if node.id is not None:
        body["id"] = entity_id(node.id)
    if node.parent_id is not None:
        body["parentId"] = entity_id(node.parent_id)
    if node.is_versionable:
        body["versionNumber"] = version.number
        body["versionLabel"] = version.label
        body["isLatestVersion"] = node.current_id in {None, version.id}
        if version.comment:
            body["versionComment"] = version.comment
    if version.handle_id is not None:
        body["dataFileHandleId"] = str(version.handle_id)
    return body
