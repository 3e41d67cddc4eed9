"""Organizations and JSON Schemas."""

import json
from uuid import uuid4

from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.sharing import read_grants
from theatrum.doors.api.views import entities as entity_view
from theatrum.doors.api.views import schemas as view
from theatrum.doors.api.wire import schemas as wire
from theatrum.doors.api.wire.entities import AccessControlList
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.ids import parse_number
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import token_page
from theatrum.repository.schemas import jobs, queries
from theatrum.repository.schemas.actions import organizations
from theatrum.repository.schemas.actions.deletion import delete_schema as delete
from theatrum.repository.schemas.names import parse_schema_id

routes = Routes(tag="schemas")


@routes.post("schema/organization", status=201, writes=True)
def post_organization(request: ApiRequest, body: wire.CreateOrganizationRequest) -> wire.Organization:
    """Make an organization."""
    return view.organization(organizations.create_organization(actor=request.actor, name=body.organization_name))


@routes.get("schema/organization")
def get_organization(request: ApiRequest, name: str) -> wire.Organization:
    """Read an organization by its name."""
    return view.organization(queries.get_organization(name))


@routes.post("schema/organization/list")
def list_organizations(request: ApiRequest, body: wire.ListOrganizationsRequest) -> wire.ListOrganizationsResponse:
    """List all organizations."""
    found = queries.list_organizations(token_page(body.next_page_token))
    page = [view.organization(one) for one in found.items]
    return wire.ListOrganizationsResponse(page=page, next_page_token=found.next_token)


@routes.delete("schema/organization/{organization_id}", writes=True)
def delete_organization(request: ApiRequest, organization_id: str) -> None:
    """Delete an organization that has no schemas."""
    organizations.delete_organization(actor=request.actor, organization_id=_number(organization_id))


@routes.get("schema/organization/{organization_id}/acl")
def get_organization_acl(request: ApiRequest, organization_id: str) -> AccessControlList:
    """Read who may do what with an organization."""
    acl = queries.get_organization_acl(request.actor, _number(organization_id))
    return entity_view.acl(organization_id, acl)


@routes.put("schema/organization/{organization_id}/acl", writes=True)
def put_organization_acl(request: ApiRequest, organization_id: str, body: AccessControlList) -> AccessControlList:
    """Say anew who may do what with an organization."""
    acl = organizations.replace_organization_acl(
        actor=request.actor,
        organization_id=_number(organization_id),
        etag=body.etag,
        grants=read_grants(body),
    )
    return entity_view.acl(organization_id, acl)


@routes.post("schema/list")
def list_schemas(request: ApiRequest, body: wire.ListJsonSchemaInfoRequest) -> wire.ListJsonSchemaInfoResponse:
    """List the schemas of an organization."""
    found = queries.list_schemas(body.organization_name, token_page(body.next_page_token))
    page = [view.schema_info(schema) for schema in found.items]
    return wire.ListJsonSchemaInfoResponse(page=page, next_page_token=found.next_token)


@routes.post("schema/version/list")
def list_versions(
    request: ApiRequest, body: wire.ListJsonSchemaVersionInfoRequest
) -> wire.ListJsonSchemaVersionInfoResponse:
    """List the versions of a schema."""
    found = queries.list_versions(body.organization_name, body.schema_name, token_page(body.next_page_token))
    page = [view.version_info(queries.info_of(version)) for version in found.items]
    return wire.ListJsonSchemaVersionInfoResponse(page=page, next_page_token=found.next_token)


@routes.get("schema/type/registered/{path:schema_id}")
def get_schema(request: ApiRequest, schema_id: str) -> JsonObject:
    """Read a schema as it was registered."""
    return queries.get_body(parse_schema_id(schema_id))


@routes.delete("schema/type/registered/{path:schema_id}", status=204, writes=True)
def delete_schema(request: ApiRequest, schema_id: str) -> None:
    """Delete a version of a schema, or without a version all of them."""
    delete(actor=request.actor, schema_id=parse_schema_id(schema_id))


def start_creation(request: ApiRequest, body: wire.CreateSchemaRequest) -> Order:
    """Want a schema registered, or only tried."""
    arguments: dict[str, object] = {"actor_id": request.actor.id, "document": json.dumps(body.document)}
    if body.dry_run:
        return Order(jobs.REHEARSE, arguments)
    return Order(jobs.REGISTER, {**arguments, "request": str(uuid4())})


def start_expansion(request: ApiRequest, body: wire.GetValidationSchemaRequest) -> Order:
    """Want a schema with all that it refers to inside."""
    return Order(jobs.EXPAND, {"schema_id": body.id})


def show_creation(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer what was registered, or would have been."""
    created = view.rehearsed(job) if job.name == jobs.REHEARSE else view.registered(job)
    return {"concreteType": wire.CREATE_SCHEMA_RESPONSE, **created}


def show_expansion(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the self-contained schema."""
    expanded = view.expanded(job)
    return {"concreteType": wire.GET_VALIDATION_SCHEMA_RESPONSE, "validationSchema": expanded}


asyncjobs.add_pair(
    routes, "schema/type/create/async", start_creation, shown=show_creation, answers=wire.CreateSchemaResponse
)
asyncjobs.add_pair(
    routes,
    "schema/type/validation/async",
    start_expansion,
    shown=show_expansion,
    is_public=True,
    answers=wire.GetValidationSchemaResponse,
)


def _number(organization_id: str) -> int:
    return parse_number(organization_id, what="organization id")
