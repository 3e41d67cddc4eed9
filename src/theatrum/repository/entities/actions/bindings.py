"""Binding a schema to an entity, for it and for all below that have no nearer one."""

from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import moves
from theatrum.repository.entities.errors import EntityIsInvalid
from theatrum.repository.entities.models import ROOT_ID, Binding, Node
from theatrum.repository.entities.queries.nodes import lock_node
from theatrum.repository.entities.validation.marking import mark_unknown
from theatrum.repository.schemas.names import SchemaId
from theatrum.repository.schemas.queries import lock_version


def bind_schema(
    *,
    actor: Actor,
    node_id: int,
    schema_id: SchemaId,
    enable_derived_annotations: bool = False,
    is_judged_later: bool = False,
) -> Node:
    """Judge an entity and all below it by a schema, instead of the one bound before.

    An id without a version follows the newest one. Who binds many at once says ``is_judged_later`` and
    then asks once for all verdicts, by ``marking.revalidate_by_worker``.
    Raises SchemaNotFound, EntityIsInvalid for the root, and what access refuses.
    """
    node = lock_node(node_id)
    access.require(actor, Permission.UPDATE, node)
    if node.id == ROOT_ID:
        raise EntityIsInvalid(reason=f"{node.public_id} is the root: bind a schema to a project or to what is in it.")
    version = lock_version(schema_id)
    before = _describe(node)
    bound = moves.moving(node)
    Binding.objects.update_or_create(
        node=node,
        defaults={
            "schema_id": version.schema_id,
            "version": version if schema_id.version is not None else None,
            "enable_derived_annotations": enable_derived_annotations,
            "created_on": clock.now(),
            "created_by": actor.id,
        },
    )
    bound()
    mark_unknown(node, is_judged_later=is_judged_later)
    audit.record(
        actor.id,
        "schema_bound",
        subject_kind="entity",
        subject_id=node.id,
        before=before,
        after={"schema": str(schema_id), "derives": enable_derived_annotations},
    )
    return node


def clear_binding(*, actor: Actor, node_id: int) -> None:
    """Take an entity's own binding away; a binding above it holds again. Without effect if there is none."""
    node = lock_node(node_id)
    access.require(actor, Permission.DELETE, node)
    before = _describe(node)
    unbound = moves.moving(node)
    deleted, _ = Binding.objects.filter(node=node).delete()
    if not deleted:
        return
    unbound()
    mark_unknown(node)
    audit.record(actor.id, "schema_unbound", subject_kind="entity", subject_id=node.id, before=before)


def _describe(node: Node) -> dict[str, object] | None:
    loaded = Binding.objects.select_related("schema__organization", "version")
    binding = loaded.filter(node=node).first()
    if binding is None:
        return None
    version = binding.version.semantic_version if binding.version else None
    schema_id = SchemaId(binding.schema.organization.name, binding.schema.name, version)
    return {"schema": str(schema_id), "derives": binding.enable_derived_annotations}
