"""Organizations, schemas, bindings and verdicts as the wire shows them."""

from pydantic import BaseModel

from theatrum.doors.api.wire import schemas as wire
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel import clock
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import Page
from theatrum.repository.entities.models import Validation, Verdict
from theatrum.repository.entities.validation.queries import Counts, Held
from theatrum.repository.schemas.models import Organization, Schema
from theatrum.repository.schemas.names import parse_schema_id
from theatrum.repository.schemas.queries import (
    VersionInfo,
    absolute_id,
    get_validation_schema,
    get_version_by_number,
    info_of,
    with_absolute_id,
)


class _Registered(BaseModel):
    version_number: int


class _Rehearsed(BaseModel):
    id: str
    organization_number: int
    schema_number: int | None
    sha256: str
    validation: str


class _Expanded(BaseModel):
    id: str


def organization(stored: Organization) -> wire.Organization:
    """Return an organization."""
    return wire.Organization(
        id=str(stored.id), name=stored.name, created_on=stored.created_on, created_by=str(stored.created_by)
    )


def schema_info(schema: Schema) -> wire.JsonSchemaInfo:
    """Return a schema; its organization is loaded."""
    return wire.JsonSchemaInfo(
        organization_id=str(schema.organization_id),
        organization_name=schema.organization.name,
        schema_id=str(schema.id),
        schema_name=schema.name,
        created_on=schema.created_on,
        created_by=str(schema.created_by),
    )


def version_info(info: VersionInfo) -> wire.JsonSchemaVersionInfo:
    """Return one version."""
    return wire.JsonSchemaVersionInfo(
        organization_id=str(info.organization_id),
        organization_name=info.id.organization,
        schema_id=None if info.schema_number is None else str(info.schema_number),
        schema_name=info.id.name,
        version_id=None if info.version_number is None else str(info.version_number),
        id=str(info.id),
        semantic_version=info.id.version,
        json_sha256_hex=info.sha256,
        created_on=info.created_on,
        created_by=str(info.created_by),
    )


def registered(job: JobStatus) -> JsonObject:
    """Return the answer to a registration that has ended: the version, and what judges by it."""
    result = _Registered.model_validate(job.result)
    version = get_version_by_number(result.version_number)
    text = version.validation_document.text
    return _created(info_of(version), with_absolute_id(text, version.public_id))


def rehearsed(job: JobStatus) -> JsonObject:
    """Return the answer to a registration that was only tried."""
    result = _Rehearsed.model_validate(job.result)
    schema_id = parse_schema_id(result.id)
    info = VersionInfo(
        id=schema_id,
        organization_id=result.organization_number,
        sha256=result.sha256,
        created_on=job.created_at,
        created_by=job.owner_id or 0,
        schema_number=result.schema_number,
    )
    return _created(info, with_absolute_id(result.validation, schema_id))


def expanded(job: JobStatus) -> JsonObject:
    """Return the self-contained schema that a job has found."""
    return get_validation_schema(parse_schema_id(_Expanded.model_validate(job.result).id))


def _created(info: VersionInfo, validation_schema: JsonObject) -> JsonObject:
    shown = version_info(info).model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"newVersionInfo": shown, "validationSchema": validation_schema}


def binding(held: Held) -> wire.JsonSchemaObjectBinding:
    """Return the binding that holds for an entity."""
    return wire.JsonSchemaObjectBinding(
        json_schema_version_info=version_info(info_of(held.version)),
        object_id=held.binding.node_id,
        created_on=held.binding.created_on,
        created_by=str(held.binding.created_by),
        enable_derived_annotations=held.binding.enable_derived_annotations,
    )


def validation(stored: Validation) -> wire.ValidationResults:
    """Return a verdict; the entity and the version that judged are loaded."""
    worded: JsonObject = stored.exception or {}
    return wire.ValidationResults(
        object_id=stored.node.public_id,
        object_etag=stored.object_etag,
        schema_id=absolute_id(stored.version.public_id) if stored.version else None,
        is_valid=stored.verdict == Verdict.VALID,
        validated_on=stored.validated_on,
        findings=stored.findings or None,
        **worded,
    )


def statistics(container_id: int, counts: Counts) -> wire.ValidationSummaryStatistics:
    """Return how many children of each verdict a container has."""
    return wire.ValidationSummaryStatistics(
        container_id=entity_id(container_id),
        total_number_of_children=counts.total,
        number_of_valid_children=counts.valid,
        number_of_invalid_children=counts.invalid,
        number_of_unknown_children=counts.unknown,
        generated_on=clock.now(),
    )


def invalid_page(found: list[Validation], page: Page) -> wire.ListValidationResultsResponse:
    """Return a page of verdicts, given one more than it holds where another page follows."""
    return wire.ListValidationResultsResponse(
        page=[validation(stored) for stored in found[: page.limit]],
        next_page_token=page.next_token() if len(found) > page.limit else None,
    )
