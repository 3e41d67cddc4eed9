"""Registering versions of schemas, and keeping those that follow the newest version of another up to date."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Lower

from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.schemas import events
from theatrum.repository.schemas.documents import Written
from theatrum.repository.schemas.errors import ReferencesChanged, VersionAlreadyExists
from theatrum.repository.schemas.models import (
    Document,
    Organization,
    Schema,
    SchemaReference,
    SchemaVersion,
)
from theatrum.repository.schemas.preparing import PreparedSchema, Target
from theatrum.repository.schemas.queries import (
    VersionInfo,
    find_schema,
    get_organization,
    get_organization_by_id,
)

REFRESH = "schemas.refresh_referrers"


def register_schema(*, actor: Actor, prepared: PreparedSchema, request: UUID | None = None) -> SchemaVersion:
    """Store a prepared schema as the newest version of its name; the same ``request`` stores it once.

    Raises VersionAlreadyExists, ReferencesChanged, OrganizationNotFound, and what access refuses.
    """
    organization = get_organization_by_id(prepared.organization_number)
    access.require(actor, Permission.CREATE, organization)
    schema = _lock_schema(actor, organization, prepared)
    done = find_requested(request)
    if done is not None:
        return done
    _require_free(schema, prepared.id.version)
    require_unchanged(prepared)
    store_documents(prepared.document, prepared.validation)
    version = SchemaVersion.objects.create(
        schema=schema,
        semantic_version=prepared.id.version,
        document_id=prepared.document.sha256,
        validation_document_id=prepared.validation.sha256,
        created_on=clock.now(),
        created_by=actor.id,
        request=request,
    )
    _store_references(version, prepared.targets)
    set_latest(schema, version)
    audit.record(
        actor.id,
        "schema_registered",
        subject_kind="schema",
        subject_id=schema.id,
        after={"id": str(version.public_id), "sha256": version.document_id},
    )
    return version


def find_requested(request: UUID | None) -> SchemaVersion | None:
    """Return the version that a request has made already."""
    if request is None:
        return None
    return SchemaVersion.objects.select_related("schema__organization").filter(request=request).first()


def rehearse_registration(*, actor: Actor, prepared: PreparedSchema) -> VersionInfo:
    """Say what registering would answer, and store nothing. Raises as ``register_schema``."""
    organization = get_organization(prepared.id.organization)
    access.require(actor, Permission.CREATE, organization)
    schema = find_schema(prepared.id)
    if schema is not None:
        _require_free(schema, prepared.id.version)
    return VersionInfo(
        id=prepared.id,
        organization_id=organization.id,
        sha256=prepared.document.sha256,
        created_on=clock.now(),
        created_by=actor.id,
        schema_number=schema.id if schema else None,
    )


def set_latest(schema: Schema, version: SchemaVersion) -> None:
    """Let the name without a version mean this one, and tell who follows it."""
    schema.latest = version
    schema.save(update_fields=["latest"])
    tell_changed(schema.id)


def tell_changed(schema_number: int) -> None:
    """Tell who follows the newest version of a schema that it demands something else now."""
    events.latest_changed(schema_number)
    if SchemaReference.objects.filter(target_id=schema_number, target_version=None).exists():
        outbox.later(REFRESH, key=str(schema_number), schema_number=schema_number)


def store_documents(*documents: Written) -> None:
    """Store texts that are not stored yet, and keep them from being swept away until this commits."""
    wanted = {one.sha256: one for one in documents}
    while missing := wanted.keys() - _lock_documents(wanted):
        rows = [Document(sha256=sha256, text=wanted[sha256].text) for sha256 in sorted(missing)]
        Document.objects.bulk_create(rows, ignore_conflicts=True)


def _lock_documents(sha256s: Iterable[str]) -> set[str]:
    found = Document.objects.select_for_update().filter(sha256__in=sorted(sha256s)).order_by("sha256")
    return set(found.values_list("sha256", flat=True))


def _lock_schema(actor: Actor, organization: Organization, prepared: PreparedSchema) -> Schema:
    # The organization's row orders two first registrations of one name, and holds off its deletion.
    Organization.objects.select_for_update().get(id=organization.id)
    key = prepared.id.name.lower()
    found = Schema.objects.select_for_update().alias(key=Lower("name")).filter(organization=organization, key=key)
    return found.first() or Schema.objects.create(
        organization=organization, name=prepared.id.name, created_on=clock.now(), created_by=actor.id
    )


def _require_free(schema: Schema, semantic_version: str | None) -> None:
    if semantic_version is None:
        return
    numbered = schema.versions.alias(number=Lower("semantic_version")).filter(number=semantic_version.lower())
    if numbered.exists():
        raise VersionAlreadyExists(version=semantic_version)


def require_unchanged(prepared: PreparedSchema) -> None:
    """Lock what the document refers to, and see that it still is what was put inside. Raises ReferencesChanged."""
    numbers = sorted({target.schema_number for target in prepared.all_targets})
    latest = dict(
        Schema.objects.select_for_update().filter(id__in=numbers).order_by("id").values_list("id", "latest_id")
    )
    versions = {target.version_number for target in prepared.all_targets}
    digests = dict(SchemaVersion.objects.filter(id__in=versions).values_list("id", "validation_document_id"))
    for target in prepared.all_targets:
        is_same = digests.get(target.version_number) == target.validation_digest
        if not is_same or not (target.is_versioned or latest.get(target.schema_number) == target.version_number):
            raise ReferencesChanged(id=prepared.id)


def _store_references(version: SchemaVersion, targets: Iterable[Target]) -> None:
    SchemaReference.objects.bulk_create(
        SchemaReference(
            version=version,
            target_id=target.schema_number,
            target_version_id=target.version_number if target.is_versioned else None,
        )
        for target in targets
    )
