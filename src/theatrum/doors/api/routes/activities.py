"""Provenance: activities, and which of them made a version of an entity."""

from ninja.params.functions import Query

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.entities import required_etag
from theatrum.doors.api.views import activities as view
from theatrum.doors.api.wire import activities as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.kernel.paging import page
from theatrum.repository.activities import actions
from theatrum.repository.activities.queries import activities
from theatrum.repository.activities.queries.activities import parse_activity_id
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.queries import nodes

routes = Routes(tag="activities")


@routes.post("activity", status=201, writes=True)
def post_activity(request: ApiRequest, body: wire.Activity) -> wire.Activity:
    """Make an activity."""
    made = actions.create_activity(actor=request.actor, fields=view.read_fields(body))
    return view.activity(activities.find_activity(made.pk))


@routes.get("activity/{activity_id}")
def get_activity(request: ApiRequest, activity_id: str) -> wire.Activity:
    """Read an activity."""
    return view.activity(activities.visible_activity(request.actor, parse_activity_id(activity_id)))


@routes.put("activity/{activity_id}", writes=True)
def put_activity(request: ApiRequest, activity_id: str, body: wire.Activity) -> wire.Activity:
    """Change an activity of one's own."""
    changed = actions.update_activity(
        actor=request.actor,
        activity_id=parse_activity_id(activity_id),
        etag=required_etag(body.etag),
        fields=view.read_fields(body),
    )
    return view.activity(changed)


@routes.delete("activity/{activity_id}", status=204, writes=True)
def delete_activity(request: ApiRequest, activity_id: str) -> None:
    """Delete an activity of one's own that made nothing that is still here."""
    actions.delete_activity(actor=request.actor, activity_id=parse_activity_id(activity_id))


@routes.get("activity/{activity_id}/generated")
def list_generated(
    request: ApiRequest, activity_id: str, limit: int | None = None, offset: int | None = None
) -> wire.ReferenceList:
    """List the versions of entities that an activity made, those that the actor may read."""
    activity = activities.visible_activity(request.actor, parse_activity_id(activity_id))
    window, found = page(limit, offset), activities.visible_generations(request.actor, activity)
    shown = [view.reference(each) for each in found[window.offset : window.end]]
    return wire.ReferenceList(results=shown, total_number_of_results=found.count())


@routes.get("entity/{entity_id}/generatedBy")
def get_generated_by(request: ApiRequest, entity_id: str) -> wire.Activity:
    """Read what made the current version of an entity."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return view.activity(activities.activity_of(nodes.get_version(node, None)))


@routes.get("entity/{entity_id}/version/{number}/generatedBy")
def get_version_generated_by(request: ApiRequest, entity_id: str, number: str) -> wire.Activity:
    """Read what made one version of an entity."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    version = nodes.get_version(node, parse_number(number, what="version number"))
    return view.activity(activities.activity_of(version))


@routes.put("entity/{entity_id}/generatedBy", writes=True, transaction=False)
def put_generated_by(
    request: ApiRequest, entity_id: str, activity_id: str = Query(..., alias="generatedBy")
) -> wire.Activity:
    """Say what made the current version of an entity; it gets a new etag, as by any change."""
    number = parse_activity_id(activity_id)
    draft = draft_update(actor=request.actor, node_id=parse_entity_id(entity_id), etag=None)
    with writing():
        node = update_entity(actor=request.actor, draft=draft)
        version = nodes.get_version(node, None)
        return view.activity(actions.connect_version(actor=request.actor, version=version, activity_id=number))


@routes.delete("entity/{entity_id}/generatedBy", status=204, writes=True, transaction=False)
def delete_generated_by(request: ApiRequest, entity_id: str) -> None:
    """Say no longer what made the current version of an entity."""
    draft = draft_update(actor=request.actor, node_id=parse_entity_id(entity_id), etag=None)
    with writing():
        node = update_entity(actor=request.actor, draft=draft)
        actions.disconnect_version(actor=request.actor, version=nodes.get_version(node, None))
