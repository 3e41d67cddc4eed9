"""Organizations, schemas, bindings and verdicts as the wire shows them."""

from theatrum.doors.api.wire import schemas as wire
from theatrum.kernel import clock
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import Page
from theatrum.repository.entities.models import Validation, Verdict
from theatrum.repository.entities.validation.queries import Counts, Held
from theatrum.repository.schemas.models import Organization, Schema
from theatrum.repository.schemas.queries import VersionInfo, absolute_id, info_of


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
