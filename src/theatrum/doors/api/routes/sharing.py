"""ACLs, benefactors and permissions of entities."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import entities as view
from theatrum.doors.api.wire import entities as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import PUBLIC, Actor, Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.actions import sharing
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries import nodes

routes = Routes(tag="sharing")


@routes.get("entity/{entity_id}/acl")
def get_acl(request: ApiRequest, entity_id: str) -> wire.AccessControlList:
    """Read an entity's own ACL; 404 if it inherits."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return view.acl(node.public_id, sharing.get_local_acl(node))


@routes.post("entity/{entity_id}/acl", status=201, writes=True)
def post_acl(request: ApiRequest, entity_id: str, body: wire.AccessControlList) -> wire.AccessControlList:
    """Give an entity its own ACL."""
    node_id = parse_entity_id(entity_id)
    acl = sharing.create_local_acl(actor=request.actor, node_id=node_id, grants=read_grants(body))
    return view.acl(f"syn{node_id}", acl)


@routes.put("entity/{entity_id}/acl", writes=True)
def put_acl(request: ApiRequest, entity_id: str, body: wire.AccessControlList) -> wire.AccessControlList:
    """Replace an entity's own ACL."""
    node_id, grants = parse_entity_id(entity_id), read_grants(body)
    acl = sharing.replace_local_acl(actor=request.actor, node_id=node_id, etag=body.etag, grants=grants)
    return view.acl(f"syn{node_id}", acl)


@routes.delete("entity/{entity_id}/acl", status=204, writes=True)
def delete_acl(request: ApiRequest, entity_id: str) -> None:
    """Let an entity inherit its permissions again."""
    sharing.delete_local_acl(actor=request.actor, node_id=parse_entity_id(entity_id))


@routes.get("entity/{entity_id}/benefactor")
def get_benefactor(request: ApiRequest, entity_id: str) -> wire.EntityHeader:
    """Read the header of the entity whose ACL holds here."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return view.header(nodes.effective_benefactor(node))


@routes.get("entity/{entity_id}/permissions")
def get_permissions(request: ApiRequest, entity_id: str) -> wire.UserEntityPermissions:
    """Read what the one who asks may do with an entity."""
    return user_permissions(request.actor, nodes.get_node(parse_entity_id(entity_id)))


def user_permissions(actor: Actor, node: Node) -> wire.UserEntityPermissions:
    """Return what an actor may do with an entity, as the wire puts it."""
    allowed = access.permissions_of(actor, node)
    may = {permission: permission in allowed for permission in Permission}
    return wire.UserEntityPermissions(
        can_view=may[Permission.READ],
        can_edit=may[Permission.UPDATE],
        can_move=may[Permission.UPDATE] and may[Permission.CHANGE_PERMISSIONS],
        can_add_child=may[Permission.CREATE],
        can_certified_user_edit=may[Permission.UPDATE],
        can_certified_user_add_child=may[Permission.CREATE],
        is_certified_user=actor.is_certified,
        is_certification_required=False,
        can_change_permissions=may[Permission.CHANGE_PERMISSIONS],
        can_change_settings=may[Permission.CHANGE_SETTINGS] or nodes.is_maker(actor, node),
        can_delete=may[Permission.DELETE],
        can_download=may[Permission.DOWNLOAD],
        can_upload=not actor.is_anonymous and accounts.unaccepted_terms(actor.id) is None,
        can_enable_inheritance=node.kind != Kind.PROJECT and may[Permission.CHANGE_PERMISSIONS],
        owner_principal_id=node.created_by,
        can_public_read=Permission.READ in access.public_permissions(node, PUBLIC),
        can_moderate=may[Permission.MODERATE],
        is_entity_open_data=False,
        is_data_contributor=may[Permission.UPDATE] and may[Permission.DELETE],
    )


def read_grants(body: wire.AccessControlList) -> dict[int, frozenset[Permission]]:
    """Read the entries of an ACL. Raises InvalidRequest for unknown principals and permissions."""
    grants: dict[int, frozenset[Permission]] = {}
    for entry in body.resource_access:
        found = (_permission(name) for name in entry.access_type)
        grants[entry.principal_id] = grants.get(entry.principal_id, frozenset()) | frozenset(found)
    unknown = grants.keys() - {found.id for found in accounts.headers(grants.keys())}
    if unknown:
        raise InvalidRequest(reason=f"No person or team has the id {', '.join(str(one) for one in sorted(unknown))}.")
    return {principal: permissions for principal, permissions in grants.items() if permissions}


def _permission(name: str) -> Permission:
    try:
        return Permission(name)
    except ValueError as error:
        known = ", ".join(Permission)
        raise InvalidRequest(reason=f"accessType {name!r} is not known: expected one of {known}.") from error
