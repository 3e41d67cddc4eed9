"""Reading organizations and schemas. Whoever may read at all may read these, as at Synapse."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.functions import Lower

from theatrum.drivers import installation
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import Page
from theatrum.repository.access import queries as access
from theatrum.repository.access.models import Acl
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.schemas.errors import (
    OrganizationIdNotFound,
    OrganizationNotFound,
    SchemaNotFound,
)
from theatrum.repository.schemas.models import Organization, Schema, SchemaVersion
from theatrum.repository.schemas.names import SchemaId, check_organization_name

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """One page of a list, and the token of the next if there is one."""

    items: list[Row]
    next_token: str | None


@dataclass(frozen=True)
class VersionInfo:
    """What is known of a version besides its document; of one that was only rehearsed, without numbers."""

    id: SchemaId
    organization_id: int
    sha256: str
    created_on: datetime
    created_by: int
    schema_number: int | None = None
    version_number: int | None = None


def get_organization(name: str) -> Organization:
    """Return an organization by its name, whatever the case. Raises OrganizationNotFound, OrganizationNameInvalid."""
    key = check_organization_name(name, may_use_reserved=True)
    found = Organization.objects.alias(key=Lower("name")).filter(key=key.lower()).first()
    if found is None:
        raise OrganizationNotFound(name=key)
    return found


def get_organization_by_id(number: int) -> Organization:
    """Return an organization by its number. Raises OrganizationIdNotFound."""
    found = Organization.objects.filter(id=number).first()
    if found is None:
        raise OrganizationIdNotFound(id=number)
    return found


def get_organization_acl(actor: Actor, number: int) -> Acl:
    """Return the ACL of an organization that the actor may read. Raises OrganizationIdNotFound."""
    organization = get_organization_by_id(number)
    access.require(actor, Permission.READ, organization)
    found = access.find_acl(organization.guard_kind, organization.id)
    if found is None:
        raise LookupError(f"organization {number} has no ACL")
    return found


def list_organizations(page: Page) -> Listed[Organization]:
    """Return a page of all organizations, by name."""
    return _listed(Organization.objects.order_by(Lower("name")), page)


def list_schemas(organization_name: str, page: Page) -> Listed[Schema]:
    """Return a page of the schemas of an organization, oldest first; none of one that does not exist."""
    found = Schema.objects.select_related("organization").alias(key=Lower("organization__name"))
    return _listed(found.filter(key=organization_name.strip().lower()).order_by("id"), page)


def list_versions(organization_name: str, schema_name: str, page: Page) -> Listed[SchemaVersion]:
    """Return a page of the versions of a schema, oldest first; none of one that does not exist."""
    found = _named(SchemaId(organization_name.strip(), schema_name.strip()))
    versions = SchemaVersion.objects.select_related("schema__organization").filter(schema__in=found)
    return _listed(versions.order_by("id"), page)


def find_schema(schema_id: SchemaId) -> Schema | None:
    """Return a schema by its names, whatever their case; the version does not matter."""
    return _named(schema_id).select_related("organization").first()


def get_version(schema_id: SchemaId) -> SchemaVersion:
    """Return the version that an id means, the newest where it names none. Raises SchemaNotFound."""
    versions = SchemaVersion.objects.select_related("schema__organization")
    if schema_id.version is None:
        found = versions.filter(id__in=_named(schema_id).values("latest_id")).first()
    else:
        numbered = versions.alias(number=Lower("semantic_version")).filter(number=schema_id.version.lower())
        found = numbered.filter(schema__in=_named(schema_id)).first()
    if found is None:
        raise SchemaNotFound(id=schema_id)
    return found


def get_version_by_number(number: int) -> SchemaVersion:
    """Return a version by its number. Raises SchemaNotFound."""
    found = SchemaVersion.objects.select_related("schema__organization").filter(id=number).first()
    if found is None:
        raise SchemaNotFound(id=f"(version {number})")
    return found


def lock_version(schema_id: SchemaId) -> SchemaVersion:
    """Return a version whose schema cannot be deleted before the transaction ends. Raises SchemaNotFound."""
    list(_named(schema_id).select_for_update().values_list("id"))
    return get_version(schema_id)


def get_body(schema_id: SchemaId) -> JsonObject:
    """Return a schema as it was registered, with the absolute ``$id`` that was asked for. Raises SchemaNotFound."""
    version = get_version(schema_id)
    return with_absolute_id(version.document.text, _as_asked(version, schema_id))


def get_validation_schema(schema_id: SchemaId) -> JsonObject:
    """Return a schema with all that it refers to inside. Raises SchemaNotFound."""
    version = get_version(schema_id)
    return with_absolute_id(version.validation_document.text, _as_asked(version, schema_id))


def info_of(version: SchemaVersion) -> VersionInfo:
    """Return what is known of a version besides its document."""
    return VersionInfo(
        id=version.public_id,
        organization_id=version.schema.organization_id,
        sha256=version.document_id,
        created_on=version.created_on,
        created_by=version.created_by,
        schema_number=version.schema_id,
        version_number=version.id,
    )


def absolute_id(schema_id: SchemaId) -> str:
    """Return the ``$id`` under the address that this installation gives its schemas."""
    settings = installation.settings()
    return schema_id.absolute(settings.schema_base_url or f"{settings.base_url}/repo/v1")


def with_absolute_id(text: str, schema_id: SchemaId) -> JsonObject:
    """Return a stored document as it travels, with its ``$id`` first."""
    content: JsonObject = json.loads(text)
    return {"$id": absolute_id(schema_id), **content}


def _named(schema_id: SchemaId) -> QuerySet[Schema]:
    keyed = Schema.objects.alias(key=Lower("name"), organization_key=Lower("organization__name"))
    return keyed.filter(key=schema_id.name.lower(), organization_key=schema_id.organization.lower())


def _as_asked(version: SchemaVersion, schema_id: SchemaId) -> SchemaId:
    return version.public_id if schema_id.version else version.schema.public_id


def _listed(found: QuerySet[Row], page: Page) -> Listed[Row]:
    rows = list(found[page.offset : page.end + 1])
    return Listed(items=rows[: page.limit], next_token=page.next_token() if len(rows) > page.limit else None)
