"""Messages about organizations, JSON Schemas, bindings and verdicts."""

from typing import Literal

from pydantic import Field

from theatrum.doors.api.wire.message import MODEL, Wire, WireTime
from theatrum.kernel.jsontext import JsonObject

CREATE_SCHEMA_REQUEST = MODEL + "schema.CreateSchemaRequest"
CREATE_SCHEMA_RESPONSE = MODEL + "schema.CreateSchemaResponse"
GET_VALIDATION_SCHEMA_REQUEST = MODEL + "schema.GetValidationSchemaRequest"
GET_VALIDATION_SCHEMA_RESPONSE = MODEL + "schema.GetValidationSchemaResponse"


class CreateOrganizationRequest(Wire):
    """Make an organization of this name."""

    organization_name: str


class Organization(Wire):
    """An organization."""

    id: str
    name: str
    created_on: WireTime
    created_by: str


class ListOrganizationsRequest(Wire):
    """Ask for a page of all organizations."""

    next_page_token: str | None = None


class ListOrganizationsResponse(Wire):
    """A page of organizations."""

    page: list[Organization]
    next_page_token: str | None = None


class JsonSchemaInfo(Wire):
    """A schema, without its versions."""

    organization_id: str
    organization_name: str
    schema_id: str
    schema_name: str
    created_on: WireTime
    created_by: str


class ListJsonSchemaInfoRequest(Wire):
    """Ask for a page of the schemas of an organization."""

    organization_name: str
    next_page_token: str | None = None


class ListJsonSchemaInfoResponse(Wire):
    """A page of schemas."""

    page: list[JsonSchemaInfo]
    next_page_token: str | None = None


class JsonSchemaVersionInfo(Wire):
    """One version of a schema, without its document. A rehearsed one has no numbers."""

    organization_id: str
    organization_name: str
    schema_id: str | None = None
    schema_name: str
    version_id: str | None = None
    id: str = Field(alias="$id")
    semantic_version: str | None = None
    json_sha256_hex: str = Field(alias="jsonSHA256Hex")
    created_on: WireTime
    created_by: str


class ListJsonSchemaVersionInfoRequest(Wire):
    """Ask for a page of the versions of a schema."""

    organization_name: str
    schema_name: str
    next_page_token: str | None = None


class ListJsonSchemaVersionInfoResponse(Wire):
    """A page of versions."""

    page: list[JsonSchemaVersionInfo]
    next_page_token: str | None = None


class CreateSchemaRequest(Wire):
    """Register a schema under its ``$id``, or only see whether that would work."""

    concrete_type: str = CREATE_SCHEMA_REQUEST
    # Not ``schema``: the base class has a method of that name.
    document: JsonObject = Field(alias="schema")
    dry_run: bool | None = None


class GetValidationSchemaRequest(Wire):
    """Ask for a schema with all that it refers to inside."""

    concrete_type: str = GET_VALIDATION_SCHEMA_REQUEST
    id: str = Field(alias="$id")


class CreateSchemaResponse(Wire):
    """What was registered, or would have been, and what judges by it."""

    concrete_type: str = CREATE_SCHEMA_RESPONSE
    new_version_info: JsonSchemaVersionInfo
    validation_schema: JsonObject


class GetValidationSchemaResponse(Wire):
    """A schema with all that it refers to inside."""

    concrete_type: str = GET_VALIDATION_SCHEMA_RESPONSE
    validation_schema: JsonObject


class BindSchemaToEntityRequest(Wire):
    """Bind a schema to an entity; the entity of the address counts."""

    entity_id: str | None = None
    schema_id: str = Field(alias="schema$id")
    enable_derived_annotations: bool | None = None


class JsonSchemaObjectBinding(Wire):
    """The binding that holds for an entity; ``object_id`` is the entity that has it."""

    json_schema_version_info: JsonSchemaVersionInfo
    object_id: int
    object_type: Literal["entity"] = "entity"
    created_on: WireTime
    created_by: str
    enable_derived_annotations: bool


class ValidationException(Wire):
    """What is wrong and where, with what it comes from."""

    keyword: str | None = None
    pointer_to_violation: str | None = None
    message: str | None = None
    schema_location: str | None = None
    causing_exceptions: list["ValidationException"] | None = None


class ValidationResults(Wire):
    """The verdict on an entity. ``findings`` is ours: each problem in plain words with what to do."""

    object_id: str
    object_type: Literal["entity"] = "entity"
    object_etag: str
    schema_id: str | None = Field(default=None, alias="schema$id")
    is_valid: bool
    validated_on: WireTime | None = None
    validation_error_message: str | None = None
    all_validation_messages: list[str] | None = None
    validation_exception: ValidationException | None = None
    findings: list[JsonObject] | None = None


class ValidationSummaryStatistics(Wire):
    """How many children of a container there are of each verdict."""

    container_id: str
    total_number_of_children: int
    number_of_valid_children: int
    number_of_invalid_children: int
    number_of_unknown_children: int
    generated_on: WireTime


class ListValidationResultsRequest(Wire):
    """Ask for a page of the invalid children of a container; the container of the address counts."""

    container_id: str | None = None
    next_page_token: str | None = None


class ListValidationResultsResponse(Wire):
    """A page of verdicts on invalid children."""

    page: list[ValidationResults]
    next_page_token: str | None = None


class Keys(Wire):
    """Names of annotations."""

    keys: list[str]
