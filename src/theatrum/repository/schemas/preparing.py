"""Everything of a registration that can be read and computed before the transaction is opened.

A schema of 2 MB is parsed, inlined, hashed and compiled here; what is left for the transaction is a
handful of rows.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from theatrum.checks.model.compiled import compile_schema
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.schemas import documents
from theatrum.repository.schemas.documents import Named, Written
from theatrum.repository.schemas.errors import (
    ReferenceInvalid,
    ReferenceIsCircular,
    ReferenceNotVersioned,
    SchemaIsInvalid,
    SchemaNotFound,
)
from theatrum.repository.schemas.models import SchemaVersion
from theatrum.repository.schemas.names import SchemaId, parse_schema_id
from theatrum.repository.schemas.queries import get_organization, get_version

# Characters of a document with all that it refers to.
TOTAL_LIMIT = 32 * 1024**2


@dataclass(frozen=True)
class Target:
    """A registered schema that a document refers to, and the version that this meant when it was read."""

    schema_number: int
    version_number: int
    validation_digest: str
    is_versioned: bool


@dataclass(frozen=True)
class PreparedSchema:
    """A schema that is ready to be registered."""

    id: SchemaId
    organization_number: int
    document: Written
    validation: Written
    # What the document itself names; ``all_targets`` also what those name in turn.
    targets: frozenset[Target]
    all_targets: frozenset[Target]


def prepare_schema(*, actor: Actor, schema: JsonObject) -> PreparedSchema:
    """Check and compile a schema that the actor wants to register under its ``$id``.

    Raises SchemaIdInvalid, SchemaIsInvalid, the errors of references, OrganizationNotFound, what the
    compiler finds, and what access refuses.
    """
    schema_id = _own_id(schema)
    organization = get_organization(schema_id.organization)
    access.require(actor, Permission.CREATE, organization)
    document = documents.write(schema)
    return inline_all(SchemaId(organization.name, schema_id.name, schema_id.version), organization.id, document)


def inline_all(schema_id: SchemaId, organization_number: int, document: Written) -> PreparedSchema:
    """Resolve all that a document refers to, put it inside, and compile the result. Raises as ``prepare_schema``."""
    root: JsonObject = json.loads(document.text)
    # Most schemas refer to nothing; their text tells that much sooner than a walk through all parts.
    named = documents.references(root) if '"$ref"' in document.text else []
    _require_versions(schema_id, named)
    closure = _Closure(schema_id, len(document.text))
    closure.add(named)
    inlined = documents.inline(root, closure.named) if named else root
    validation = documents.write(inlined) if named else document
    compile_schema(inlined, digest=validation.sha256)
    return PreparedSchema(
        id=schema_id,
        organization_number=organization_number,
        document=document,
        validation=validation,
        targets=frozenset(closure.target_of(one) for one in named),
        all_targets=closure.targets,
    )


def _own_id(schema: JsonObject) -> SchemaId:
    own = schema.get("$id")
    if not isinstance(own, str):
        raise SchemaIsInvalid(reason="$id is missing: name the schema as organization-name or organization-name-1.0.0.")
    return parse_schema_id(own)


def _require_versions(schema_id: SchemaId, named: Iterable[SchemaId]) -> None:
    for one in named:
        if schema_id.version is not None and one.version is None:
            raise ReferenceNotVersioned(ref=one)


class _Closure:
    """All schemas that a document needs, read one by one from the registered ones."""

    def __init__(self, root: SchemaId, size: int) -> None:
        self.named: dict[str, Named] = {}
        self._versions: dict[str, SchemaVersion] = {}
        self._way = [root]
        self._size = size

    @property
    def targets(self) -> frozenset[Target]:
        """Everything that was read."""
        return frozenset(self.target_of(one.id) for one in self.named.values())

    def target_of(self, schema_id: SchemaId) -> Target:
        """Return what an id meant."""
        version = self._versions[str(schema_id).lower()]
        return Target(
            schema_number=version.schema_id,
            version_number=version.id,
            validation_digest=version.validation_document_id,
            is_versioned=schema_id.version is not None,
        )

    def add(self, named: Iterable[SchemaId]) -> None:
        """Read schemas and, depth first, what they refer to."""
        for one in named:
            if any(one.same_as(other) for other in self._way):
                way = " -> ".join(map(str, [*self._way, one]))
                raise ReferenceIsCircular(id=self._way[0], way=way[:1000])
            if str(one).lower() not in self.named:
                self._read(one)

    def _read(self, schema_id: SchemaId) -> None:
        try:
            version = get_version(schema_id)
        except SchemaNotFound as error:
            raise ReferenceInvalid(ref=schema_id, reason="no such schema is registered. Register it first.") from error
        text = version.document.text
        self._size += len(text)
        if self._size > TOTAL_LIMIT:
            raise SchemaIsInvalid(
                reason=f"With all that it refers to, the schema is longer than {TOTAL_LIMIT} characters."
            )
        document: JsonObject = json.loads(text)
        key = str(schema_id).lower()
        self._versions[key] = version
        self._way.append(schema_id)
        self.add(documents.references(document))
        self._way.pop()
        self.named[key] = Named(schema_id, document)
