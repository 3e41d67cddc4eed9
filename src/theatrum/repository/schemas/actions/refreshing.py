"""Bringing schemas up to date that follow the newest version of another one."""

from django.db.models import F

from theatrum.drivers.db.transactions import writing
from theatrum.repository.schemas.actions.registration import (
    require_unchanged,
    store_documents,
    tell_changed,
)
from theatrum.repository.schemas.documents import Written
from theatrum.repository.schemas.errors import ReferencesChanged
from theatrum.repository.schemas.models import SchemaReference, SchemaVersion
from theatrum.repository.schemas.preparing import PreparedSchema, inline_all


def refresh_referrers(schema_number: int) -> int:
    """Put the newest version of a schema into those that follow it; returns how many changed."""
    referring = SchemaReference.objects.filter(target_id=schema_number, target_version=None)
    # A version without a number can only be reached while it is the newest of its name.
    reachable = SchemaVersion.objects.filter(schema__latest_id=F("id"), semantic_version=None)
    followers = reachable.filter(references__in=referring).select_related("schema__organization", "document")
    return sum(_refresh(version) for version in followers.distinct().order_by("id"))


def _refresh(version: SchemaVersion) -> bool:
    document = Written(sha256=version.document_id, text=version.document.text)
    prepared = inline_all(version.public_id, version.schema.organization_id, document)
    if prepared.validation.sha256 == version.validation_document_id:
        return False
    try:
        with writing():
            return _store(version, prepared)
    except ReferencesChanged:
        # Whoever changed it has asked for another run of this.
        return False


def _store(version: SchemaVersion, prepared: PreparedSchema) -> bool:
    require_unchanged(prepared)
    store_documents(prepared.validation)
    still_newest = SchemaVersion.objects.filter(id=version.id, schema__latest_id=version.id)
    changed = still_newest.update(validation_document_id=prepared.validation.sha256)
    if changed:
        tell_changed(version.schema_id)
    return bool(changed)
