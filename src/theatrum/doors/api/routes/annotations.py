"""Annotations v2 of an entity and of its versions."""

from typing import Annotated

from ninja import Query

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.entities import required_etag
from theatrum.doors.api.views import entities as view
from theatrum.doors.api.wire import entities as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.queries import derived_annotations

routes = Routes(tag="annotations")


@routes.get("entity/{entity_id}/annotations2")
def get_annotations(
    request: ApiRequest, entity_id: str, *, include_derived: Annotated[bool, Query(alias="includeDerived")] = False
) -> wire.Annotations:
    """Read the annotations of the current version; on request also those that the bound schema supplies."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    shown = view.annotations(node, nodes.get_version(node, None))
    if include_derived:
        shown.annotations = {**derived_annotations(node), **shown.annotations}
    return shown


@routes.get("entity/{entity_id}/version/{number}/annotations2")
def get_version_annotations(request: ApiRequest, entity_id: str, number: str) -> wire.Annotations:
    """Read the annotations of one version."""
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    return view.annotations(node, nodes.get_version(node, parse_number(number, what="version number")))


@routes.put("entity/{entity_id}/annotations2", writes=True, transaction=False)
def put_annotations(request: ApiRequest, entity_id: str, body: wire.Annotations) -> wire.Annotations:
    """Replace all annotations of the current version."""
    draft = draft_update(
        actor=request.actor,
        node_id=parse_entity_id(entity_id),
        etag=required_etag(body.etag),
        annotations=body.annotations,
    )
    with writing():
        node = update_entity(actor=request.actor, draft=draft)
    return view.annotations(node, nodes.get_version(node, None))
