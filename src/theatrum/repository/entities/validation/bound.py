"""Which schema holds for an entity: the nearest binding at it or above it, by one indexed read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce

from theatrum.repository.entities.models import Ancestry, Binding
from theatrum.repository.schemas.names import SchemaId


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
    schema, fixed = "ancestor__binding__schema", "ancestor__binding__version"
    rows = (
        Ancestry.objects.filter(node_id__in=node_ids, ancestor__binding__isnull=False)
        .order_by("node_id", "depth")
        .values_list(
            "node_id",
            "ancestor_id",
            Coalesce(f"{fixed}_id", f"{schema}__latest_id"),
            Coalesce(f"{fixed}__validation_document_id", f"{schema}__latest__validation_document_id"),
            f"{schema}__organization__name",
            f"{schema}__name",
            Case(
                When(**{f"{fixed}__isnull": True}, then=F(f"{schema}__latest__semantic_version")),
                default=F(f"{fixed}__semantic_version"),
            ),
            "ancestor__binding__enable_derived_annotations",
        )
    )
    for node_id, ancestor_id, version_id, digest, organization, name, semantic, derives in rows:
        yield (
            node_id,
            BoundSchema(
                version_id=version_id,
                schema_id=SchemaId(organization, name, semantic),
                digest=digest,
                derives=derives,
                bound_to=ancestor_id,
            ),
        )
