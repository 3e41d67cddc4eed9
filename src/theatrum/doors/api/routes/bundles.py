"""Bundles: an entity with what belongs to it, in one request."""

from ninja.params.functions import Query

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.generated import connect_generated
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.entities import required_etag
from theatrum.doors.api.routes.requirements import restriction_of
from theatrum.doors.api.routes.sharing import read_grants, user_permissions
from theatrum.doors.api.views import activities as activity_view
from theatrum.doors.api.views import entities as view
from theatrum.doors.api.views import files as file_view
from theatrum.doors.api.views import tables as table_view
from theatrum.doors.api.wire import entities as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.activities.queries.activities import find_activity_of
from theatrum.repository.entities.actions import sharing
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import Draft, draft_creation, draft_update
from theatrum.repository.entities.fields import read_fields
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries import children, nodes
from theatrum.repository.entities.subjects import entity_json
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.relations import COLUMNAR
from theatrum.repository.wiki.queries.pages import root_id

routes = Routes(tag="bundles")

_STORED = wire.EntityBundleRequest(include_entity=True, include_annotations=True)


@routes.post("entity/bundle2/create", status=201, writes=True, transaction=False)
def create_bundle(
    request: ApiRequest, body: wire.EntityBundleCreate, generated_by: str = Query("", alias="generatedBy")
) -> wire.EntityBundle:
    """Make an entity with its annotations and ACL."""
    if body.entity is None:
        raise InvalidRequest(reason="entity is missing: a bundle to be created needs one.")
    annotations = body.annotations.annotations if body.annotations else None
    draft = draft_creation(actor=request.actor, fields=read_fields(body.entity), annotations=annotations)
    with writing():
        node = create_entity(actor=request.actor, draft=draft)
        connect_generated(request.actor, node, generated_by)
        _store_acl(request.actor, node, body)
    return _stored(request.actor, node.id, body)


@routes.put("entity/{entity_id}/bundle2", writes=True, transaction=False)
def update_bundle(
    request: ApiRequest,
    entity_id: str,
    body: wire.EntityBundleCreate,
    generated_by: str = Query("", alias="generatedBy"),
) -> wire.EntityBundle:
    """Change an entity with its annotations and ACL, those that are sent; annotations are added to what is there."""
    node_id = parse_entity_id(entity_id)
    draft = _draft(request.actor, node_id, body)
    with writing():
        node = nodes.get_node(node_id)
        if draft is not None:
            node = update_entity(actor=request.actor, draft=draft)
            connect_generated(request.actor, node, generated_by)
        _store_acl(request.actor, node, body)
    return _stored(request.actor, node.id, body)


@routes.post("entity/{entity_id}/bundle2")
def read_bundle(request: ApiRequest, entity_id: str, body: wire.EntityBundleRequest) -> wire.EntityBundle:
    """Read the parts that are asked for, at the current version."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return _bundle(request.actor, node, nodes.get_version(node, None), body)


@routes.post("entity/{entity_id}/version/{number}/bundle2")
def read_version_bundle(
    request: ApiRequest, entity_id: str, number: str, body: wire.EntityBundleRequest
) -> wire.EntityBundle:
    """Read the parts that are asked for, at one version."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    version = nodes.get_version(node, parse_number(number, what="version number"))
    return _bundle(request.actor, node, version, body)


def _draft(actor: Actor, node_id: int, body: wire.EntityBundleCreate) -> Draft | None:
    _require_same(node_id, body)
    if body.entity is None and body.annotations is None:
        return None
    node, entity = nodes.require_node(actor, node_id), body.entity
    annotations = None
    if body.annotations is not None:
        annotations = {**nodes.get_version(node, None).annotations, **body.annotations.annotations}
    return draft_update(
        actor=actor,
        node_id=node_id,
        etag=node.etag if entity is None else required_etag(entity.get("etag")),
        fields=None if entity is None else read_fields(entity),
        annotations=annotations,
    )


def _require_same(node_id: int, body: wire.EntityBundleCreate) -> None:
    """Refuse parts that belong to another entity. Raises InvalidRequest."""
    parts = {
        "Entity": body.entity.get("id") if body.entity else None,
        "Annotations": body.annotations.id if body.annotations else None,
        "ACL": body.access_control_list.id if body.access_control_list else None,
    }
    for part, named in parts.items():
        if named is not None and parse_entity_id(str(named)) != node_id:
            raise InvalidRequest(reason=f"{part} does not match requested entity ID: it is of {named}.")


def _store_acl(actor: Actor, node: Node, body: wire.EntityBundleCreate) -> None:
    if body.access_control_list is None:
        return
    grants = read_grants(body.access_control_list)
    if access.find_acl("entity", node.id) is None:
        sharing.create_local_acl(actor=actor, node_id=node.id, grants=grants)
    else:
        etag = body.access_control_list.etag
        sharing.replace_local_acl(actor=actor, node_id=node.id, etag=etag, grants=grants)


def _stored(actor: Actor, node_id: int, body: wire.EntityBundleCreate) -> wire.EntityBundle:
    node = nodes.get_node(node_id)
    wanted = _STORED.model_copy(update={"include_access_control_list": body.access_control_list is not None})
    return _bundle(actor, node, nodes.get_version(node, None), wanted)


def _bundle(actor: Actor, node: Node, version: Version, wanted: wire.EntityBundleRequest) -> wire.EntityBundle:
    bundle = wire.EntityBundle(entity_type=node.kind)
    if wanted.include_entity:
        bundle.entity = entity_json(node, version)
    if wanted.include_annotations:
        bundle.annotations = view.annotations(node, version)
    if wanted.include_entity_path:
        bundle.path = view.path(nodes.path_shown(actor, node))
    if wanted.include_has_children:
        bundle.has_children = children.visible_nodes(actor).filter(parent_id=node.id).exists()
    if wanted.include_root_wiki_id and (root := root_id(actor, node)) is not None:
        bundle.root_wiki_id = str(root)
    if wanted.include_thread_count:
        bundle.thread_count = 0
    if wanted.include_table_bundle and node.kind in COLUMNAR:
        bundle.table_bundle = table_view.table_bundle(columns_of(version))
    if wanted.include_activity:
        # Of the current version, whichever is asked for: so does Synapse.
        made_it = find_activity_of(nodes.get_version(node, None))
        bundle.activity = activity_view.activity(made_it) if made_it else None
    _add_file(bundle, version, wanted, shows=_shows_file(actor, node, version, wanted))
    _add_access(bundle, actor, node, wanted)
    return bundle


def _shows_file(actor: Actor, node: Node, version: Version, wanted: wire.EntityBundleRequest) -> bool:
    asked = wanted.include_file_handles and version.handle is not None
    return asked and access.may(actor, Permission.DOWNLOAD, node)


def _add_file(bundle: wire.EntityBundle, version: Version, wanted: wire.EntityBundleRequest, *, shows: bool) -> None:
    if wanted.include_file_handles:
        # Clients need the list itself; whoever may not download sees no handle in it.
        bundle.file_handles = [file_view.file_handle_json(version.handle)] if version.handle and shows else []
    if wanted.include_file_name and version.handle:
        bundle.file_name = str(version.details.get("fileNameOverride") or version.handle.file_name)


def _add_access(bundle: wire.EntityBundle, actor: Actor, node: Node, wanted: wire.EntityBundleRequest) -> None:
    if wanted.include_permissions:
        bundle.permissions = user_permissions(actor, node)
    if wanted.include_access_control_list:
        own = access.find_acl("entity", node.id)
        bundle.access_control_list = view.acl(node.public_id, own) if own else None
    if wanted.include_benefactor_acl:
        benefactor = access.find_acl("entity", node.acl_id)
        bundle.benefactor_acl = view.acl(f"syn{node.acl_id}", benefactor) if benefactor else None
    if wanted.include_restriction_information:
        bundle.restriction_information = restriction_of(actor, node)
