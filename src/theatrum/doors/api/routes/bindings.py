"""Bound schemas and verdicts of entities."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import schemas as view
from theatrum.doors.api.wire import schemas as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.paging import token_page
from theatrum.repository.entities.actions import bindings
from theatrum.repository.entities.validation import queries
from theatrum.repository.schemas.names import parse_schema_id

routes = Routes(tag="bindings")


@routes.put("entity/{entity_id}/schema/binding", writes=True, transaction=False)
def put_binding(
    request: ApiRequest, entity_id: str, body: wire.BindSchemaToEntityRequest
) -> wire.JsonSchemaObjectBinding:
    """Bind a schema to an entity and all below it that have no nearer one."""
    node_id, schema_id = parse_entity_id(entity_id), parse_schema_id(body.schema_id)
    with writing():
        bindings.bind_schema(
            actor=request.actor,
            node_id=node_id,
            schema_id=schema_id,
            enable_derived_annotations=bool(body.enable_derived_annotations),
        )
    return view.binding(queries.get_binding(request.actor, node_id))


@routes.get("entity/{entity_id}/schema/binding")
def get_binding(request: ApiRequest, entity_id: str) -> wire.JsonSchemaObjectBinding:
    """Read the binding that holds for an entity."""
    return view.binding(queries.get_binding(request.actor, parse_entity_id(entity_id)))


@routes.delete("entity/{entity_id}/schema/binding", status=204, writes=True)
def delete_binding(request: ApiRequest, entity_id: str) -> None:
    """Take an entity's own binding away."""
    bindings.clear_binding(actor=request.actor, node_id=parse_entity_id(entity_id))


@routes.get("entity/{entity_id}/schema/validation")
def get_validation(request: ApiRequest, entity_id: str) -> wire.ValidationResults:
    """Read the verdict on an entity; 404 until there is one."""
    return view.validation(queries.get_validation(request.actor, parse_entity_id(entity_id)))


@routes.get("entity/{entity_id}/schema/validation/statistics")
def get_statistics(request: ApiRequest, entity_id: str) -> wire.ValidationSummaryStatistics:
    """Count the children of a container by verdict."""
    number = parse_entity_id(entity_id)
    return view.statistics(number, queries.child_counts(request.actor, number))


@routes.post("entity/{entity_id}/schema/validation/invalid")
def list_invalid(
    request: ApiRequest, entity_id: str, body: wire.ListValidationResultsRequest
) -> wire.ListValidationResultsResponse:
    """List the verdicts on the invalid children of a container."""
    page = token_page(body.next_page_token)
    return view.invalid_page(queries.invalid_children(request.actor, parse_entity_id(entity_id), page), page)


@routes.get("entity/{entity_id}/derivedKeys")
def get_derived_keys(request: ApiRequest, entity_id: str) -> wire.Keys:
    """Read the names of the annotations that the bound schema supplies."""
    return wire.Keys(keys=queries.derived_keys(request.actor, parse_entity_id(entity_id)))
