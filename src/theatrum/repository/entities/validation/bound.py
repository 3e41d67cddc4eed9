"""Which schema holds for an entity: the nearest binding at it or above it, by one indexed read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db import connection

from theatrum.repository.entities.models import Binding
from theatrum.repository.schemas.names import SchemaId

# Asked twice by every write. Written here, as the ORM takes ten times as long to write it as the database to answer.
_NEAREST = """
    SELECT low.node_id, low.ancestor_id, COALESCE(fixed.id, latest.id),
      COALESCE(fixed.validation_document_id, latest.validation_document_id),
      owner.name, named.name, CASE WHEN fixed.id IS NULL THEN latest.semantic_version ELSE fixed.semantic_version END,
      bound.enable_derived_annotations
    FROM entities_ancestry low
    JOIN entities_binding bound ON bound.node_id = low.ancestor_id
    JOIN schemas_schema named ON named.id = bound.schema_id
    JOIN schemas_organization owner ON owner.id = named.organization_id
    LEFT JOIN schemas_schemaversion fixed ON fixed.id = bound.version_id
    LEFT JOIN schemas_schemaversion latest ON latest.id = named.latest_id
    WHERE low.node_id IN ({ids})
    ORDER BY low.node_id, low.depth
"""


@dataclass(frozen=True)
class BoundSchema:
    """A binding resolved to one version. Equal when the same document would judge in the same way."""

    version_id: int
    schema_id: SchemaId
    digest: str
    derives: bool
    # The entity that has the binding: this one, or the nearest ancestor with one.
    bound_to: int = field(compare=False)


def bound_for(node_id: int) -> BoundSchema | None:
    """Return the schema that holds for an entity, or None."""
    return bound_for_all([node_id]).get(node_id)


def bound_for_parent(parent_id: int) -> BoundSchema | None:
    """Return the schema that holds for a new child of an entity, or None."""
    return bound_for(parent_id)


def is_bound_itself(node_id: int) -> bool:
    """Tell whether an entity has a binding of its own, which it takes along when it moves."""
    return Binding.objects.filter(node_id=node_id).exists()


def bound_for_all(node_ids: Collection[int]) -> dict[int, BoundSchema]:
    """Return the schema of each entity that has one, in one query however many they are."""
    nearest: dict[int, BoundSchema] = {}
    for node_id, bound in _from_near_to_far(node_ids):
        nearest.setdefault(node_id, bound)
    return nearest


def _from_near_to_far(node_ids: Collection[int]) -> Iterator[tuple[int, BoundSchema]]:
    if not node_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST.format(ids=", ".join(["%s"] * len(node_ids))), list(node_ids))
        rows = cursor.fetchall()
    for node_id, ancestor_id, version_id, digest, organization, name, semantic, derives in rows:
        yield (
            node_id,
            BoundSchema(
                version_id=version_id,
                schema_id=SchemaId(organization, name, semantic),
                digest=digest,
                derives=bool(derives),
                bound_to=ancestor_id,
            ),
        )
