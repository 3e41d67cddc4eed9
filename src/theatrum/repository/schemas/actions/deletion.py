"""Deleting a schema with all its versions, or one version of it."""

from django.db.models import ProtectedError, RestrictedError

from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.schemas.actions.registration import set_latest
from theatrum.repository.schemas.errors import SchemaIsBound, SchemaIsReferenced, SchemaNotFound
from theatrum.repository.schemas.models import Document, Schema, SchemaReference, SchemaVersion
from theatrum.repository.schemas.names import SchemaId
from theatrum.repository.schemas.queries import find_schema, get_version


def delete_schema(*, actor: Actor, schema_id: SchemaId) -> None:
    """Delete what an id means: one version, or without a number the schema with all of them.

    The last version takes the schema with it.
    Raises SchemaNotFound, SchemaIsReferenced, SchemaIsBound, and what access refuses.
    """
    schema = _lock(schema_id)
    access.require(actor, Permission.DELETE, schema.organization)
    schema_number, versions = schema.id, list(schema.versions.order_by("id"))
    gone = versions if schema_id.version is None else [get_version(schema_id)]
    was_newest = schema.latest_id in {version.id for version in gone}
    rest = [version for version in versions if version not in gone]
    if rest:
        _delete(gone[0], "schema version")
    else:
        _delete(schema, "schema")
    if rest and was_newest:
        set_latest(schema, rest[-1])
    _sweep({one.document_id for one in gone} | {one.validation_document_id for one in gone})
    audit.record(
        actor.id,
        "schema_deleted",
        subject_kind="schema",
        subject_id=schema_number,
        before={"id": str(schema_id), "versions": [one.semantic_version for one in gone]},
    )


def _lock(schema_id: SchemaId) -> Schema:
    found = find_schema(schema_id)
    locked = None
    if found is not None:
        locked = (
            Schema.objects.select_for_update(of=("self",)).select_related("organization").filter(id=found.id).first()
        )
    if locked is None:
        raise SchemaNotFound(id=schema_id)
    return locked


def _delete(thing: Schema | SchemaVersion, what: str) -> None:
    try:
        thing.delete()
    except RestrictedError as error:
        referrer = next(one for one in error.restricted_objects if isinstance(one, SchemaReference))
        raise SchemaIsReferenced(what=what, referrer=referrer.version.public_id) from error
    except ProtectedError as error:
        raise SchemaIsBound(what=what) from error


def _sweep(digests: set[str]) -> None:
    """Delete texts that no version has any more."""
    locked = Document.objects.select_for_update().filter(sha256__in=digests).order_by("sha256")
    unused = set(locked.values_list("sha256", flat=True))
    unused -= set(SchemaVersion.objects.filter(document__in=unused).values_list("document_id", flat=True))
    in_use = SchemaVersion.objects.filter(validation_document__in=unused)
    unused -= set(in_use.values_list("validation_document_id", flat=True))
    Document.objects.filter(sha256__in=unused).delete()
