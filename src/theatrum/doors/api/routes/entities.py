"""One entity: make, read, change, delete; its type, path and versions."""

from ninja.params.functions import Query

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.generated import connect_generated
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import entities as view
from theatrum.doors.api.wire import entities as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.kernel.paging import page
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.deleting import delete_version, trash_entity
from theatrum.repository.entities.actions.emptying import doom_entity
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_creation, draft_update
from theatrum.repository.entities.fields import read_fields
from theatrum.repository.entities.queries import nodes, versions
from theatrum.repository.entities.subjects import entity_json

routes = Routes(tag="entities")


@routes.post("entity", status=201, writes=True, transaction=False)
def post_entity(
    request: ApiRequest, body: wire.Entity, generated_by: str = Query("", alias="generatedBy")
) -> wire.Entity:
    """Make an entity."""
    draft = draft_creation(actor=request.actor, fields=read_fields(body))
    with writing():
        node = create_entity(actor=request.actor, draft=draft)
        connect_generated(request.actor, node, generated_by)
    return entity_json(node, nodes.get_version(node, None))


@routes.get("entity/{entity_id}")
def get_entity(request: ApiRequest, entity_id: str) -> wire.Entity:
    """Read an entity at its current version."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return entity_json(node, nodes.get_version(node, None))


@routes.put("entity/{entity_id}", writes=True, transaction=False)
def put_entity(
    request: ApiRequest,
    entity_id: str,
    body: wire.Entity,
    generated_by: str = Query("", alias="generatedBy"),
    new_version: bool = Query(default=False, alias="newVersion"),
) -> wire.Entity:
    """Change an entity; another file, or ``newVersion``, makes a version."""
    require_same(entity_id, body.get("id"))
    draft = draft_update(
        actor=request.actor,
        node_id=parse_entity_id(entity_id),
        etag=required_etag(body.get("etag")),
        fields=read_fields(body),
        new_version=new_version,
    )
    with writing():
        node = update_entity(actor=request.actor, draft=draft)
        connect_generated(request.actor, node, generated_by)
    return entity_json(node, nodes.get_version(node, None))


@routes.delete("entity/{entity_id}", status=204, writes=True)
def delete_entity(
    request: ApiRequest,
    entity_id: str,
    skip_trash: bool = Query(False, alias="skipTrashCan"),
) -> None:
    """Put an entity into the trash, or delete it for good."""
    node_id = parse_entity_id(entity_id)
    if trash_entity(actor=request.actor, node_id=node_id) is not None and skip_trash:
        doom_entity(actor=request.actor, node_id=node_id)


@routes.get("entity/{entity_id}/type")
def get_type(request: ApiRequest, entity_id: str) -> wire.EntityHeader:
    """Read the header of an entity."""
    return view.header(nodes.require_node(request.actor, parse_entity_id(entity_id)))


@routes.get("entity/{entity_id}/path")
def get_path(request: ApiRequest, entity_id: str) -> wire.EntityPath:
    """Read the way from the root down to an entity."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return view.path(nodes.path_shown(request.actor, node))


@routes.get("entity/md5/{md5}")
def get_by_md5(request: ApiRequest, md5: str) -> wire.HeaderList:
    """Find entities by the MD5 of a file that they carry."""
    found = list(versions.nodes_with_md5(request.actor, md5)[:200])
    return wire.HeaderList(results=[view.header(node) for node in found], total_number_of_results=len(found))


@routes.get("entity/{entity_id}/version")
def list_versions(
    request: ApiRequest, entity_id: str, limit: int | None = None, offset: int | None = None
) -> wire.VersionInfoList:
    """List the versions of an entity, newest first."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    window, found = page(limit, offset), versions.versions_of(node)
    shown = list(found[window.offset : window.end])
    names = accounts.names({version.modified_by for version in shown})
    results = [view.version_info(node, version, names) for version in shown]
    return wire.VersionInfoList(results=results, total_number_of_results=found.count())


@routes.get("entity/{entity_id}/version/{number}")
def get_version(request: ApiRequest, entity_id: str, number: str) -> wire.Entity:
    """Read an entity as it was at one version."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return entity_json(node, nodes.get_version(node, parse_number(number, what="version number")))


@routes.delete("entity/{entity_id}/version/{number}", status=204, writes=True)
def remove_version(request: ApiRequest, entity_id: str, number: str) -> None:
    """Delete one version of an entity."""
    version = parse_number(number, what="version number")
    delete_version(actor=request.actor, node_id=parse_entity_id(entity_id), number=version)


def require_same(entity_id: str, named: object) -> None:
    """Refuse a body about another entity than the address. Raises InvalidRequest."""
    if named is not None and parse_entity_id(str(named)) != parse_entity_id(entity_id):
        raise InvalidRequest(reason=f"The body is of {named}, the address of {entity_id}: send one to its own address.")


def required_etag(value: object) -> str:
    """Return the etag of a body. Raises InvalidRequest: without one, another's change would be lost."""
    if not isinstance(value, str) or not value:
        raise InvalidRequest(reason="etag is missing: send the one that you last read.")
    return value
