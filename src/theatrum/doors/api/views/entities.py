"""Entities as the wire shows them."""

from collections.abc import Iterable

from theatrum.doors.api.wire import entities as wire
from theatrum.repository.access import actions as acls
from theatrum.repository.access.models import Acl
from theatrum.repository.entities.kinds import concrete_type
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.nodes import get_version


def header(node: Node) -> wire.EntityHeader:
    """Return the header of an entity at its current version."""
    version = get_version(node, None)
    return wire.EntityHeader(
        id=node.public_id,
        name=node.name,
        type=concrete_type(node.kind),
        version_number=version.number,
        version_label=version.label,
        is_latest_version=True,
        benefactor_id=node.acl_id,
        created_on=node.created_on,
        modified_on=node.modified_on,
        created_by=str(node.created_by),
        modified_by=str(node.modified_by),
    )


def path(nodes: Iterable[Node]) -> wire.EntityPath:
    """Return the headers from the root down."""
    return wire.EntityPath(path=[header(node) for node in nodes])


def annotations(node: Node, version: Version) -> wire.Annotations:
    """Return the annotations of one version; the etag is the entity's."""
    return wire.Annotations(id=node.public_id, etag=node.etag, annotations=version.annotations)


def version_info(node: Node, version: Version, names: dict[int, str]) -> wire.VersionInfo:
    """Return one line of the list of versions."""
    handle = version.handle
    return wire.VersionInfo(
        id=node.public_id,
        version_number=version.number,
        version_label=version.label,
        version_comment=version.comment or None,
        is_latest_version=version.id == node.current_id,
        modified_by=names.get(version.modified_by, str(version.modified_by)),
        modified_by_principal_id=str(version.modified_by),
        modified_on=version.modified_on,
        content_size=str(handle.size) if handle else None,
        content_md5=handle.md5 or None if handle else None,
        file_handle_id=str(handle.id) if handle else None,
    )


def acl(owner_id: str, stored: Acl) -> wire.AccessControlList:
    """Return an ACL with its entries in the order of the principals."""
    grants = acls.grants_of(stored)
    return wire.AccessControlList(
        id=owner_id,
        etag=stored.etag,
        creation_date=stored.created_on,
        modified_on=stored.modified_on,
        resource_access=[
            wire.ResourceAccess(principal_id=principal, access_type=sorted(permissions))
            for principal, permissions in sorted(grants.items())
        ],
    )


def trashed(node: Node) -> wire.TrashedEntity:
    """Return one line of the trash. ``node`` was deleted itself."""
    if node.trashed_on is None:
        raise ValueError(f"{node.public_id} is not in the trash")
    return wire.TrashedEntity(
        entity_id=node.public_id,
        entity_name=node.name,
        entity_type=node.kind,
        deleted_by_principal_id=str(node.trashed_by),
        deleted_on=node.trashed_on,
        original_parent_id=f"syn{node.parent_id}",
    )
