"""Keeping mappings, changing them, taking them away, and taking that back."""

from collections.abc import Iterable

from theatrum.consortium.curation.mappings.drafts import Pair
from theatrum.consortium.curation.mappings.models import Mapping
from theatrum.consortium.curation.mappings.queries import component_of, get_mapping
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject, sha256
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.models import Workspace


def keep_mappings(*, actor: Actor, workspace: Workspace, pairs: Iterable[Pair]) -> list[Mapping]:
    """Keep what was drafted for what a workspace is about; returns those that are new or others now.

    Raises what access refuses.
    """
    require_use(actor, workspace)
    changed: list[Mapping] = []
    component = component_of(workspace)
    for pair in pairs:
        told = {"component": component, "column": pair.column, "before": pair.before}
        mapping, is_new = Mapping.objects.get_or_create(
            project_id=workspace.source.project_id,
            key=sha256(told),
            defaults={**told, "after": pair.after, "set_by": actor.id, "set_on": clock.now()},
        )
        if is_new:
            _remember(actor, "mapping_kept", mapping, before=None)
        elif mapping.removed_on is not None or mapping.after != pair.after:
            _set(actor, mapping, pair.after)
        else:
            continue
        changed.append(mapping)
    return changed


def update_mapping(*, actor: Actor, workspace: Workspace, mapping_id: int, after: str) -> Mapping:
    """Write a text as something else from now on. Raises MappingNotFound, and what access refuses."""
    require_use(actor, workspace)
    mapping = get_mapping(workspace, mapping_id)
    if mapping.after != after or mapping.removed_on is not None:
        _set(actor, mapping, after)
    return mapping


def remove_mapping(*, actor: Actor, workspace: Workspace, mapping_id: int) -> Mapping:
    """Take a mapping away; what it has written stays. Raises MappingNotFound, and what access refuses."""
    require_use(actor, workspace)
    mapping = get_mapping(workspace, mapping_id)
    if mapping.removed_on is None:
        before = _snapshot(mapping)
        mapping.removed_by, mapping.removed_on = actor.id, clock.now()
        mapping.save(update_fields=["removed_by", "removed_on"])
        _remember(actor, "mapping_removed", mapping, before=before)
    return mapping


def restore_mapping(*, actor: Actor, workspace: Workspace, mapping_id: int) -> Mapping:
    """Have a mapping back that was taken away, or the text it had before it was changed last.

    Raises MappingNotFound, and what access refuses.
    """
    require_use(actor, workspace)
    mapping = get_mapping(workspace, mapping_id)
    if mapping.removed_on is not None:
        before = _snapshot(mapping)
        mapping.removed_by, mapping.removed_on = None, None
        mapping.save(update_fields=["removed_by", "removed_on"])
        _remember(actor, "mapping_restored", mapping, before=before)
    elif mapping.was is not None:
        _set(actor, mapping, mapping.was)
    return mapping


def _set(actor: Actor, mapping: Mapping, after: str) -> None:
    before = _snapshot(mapping)
    if mapping.after != after:
        mapping.was, mapping.after = mapping.after, after
    mapping.set_by, mapping.set_on = actor.id, clock.now()
    mapping.removed_by, mapping.removed_on = None, None
    mapping.save()
    _remember(actor, "mapping_kept", mapping, before=before)


def _remember(actor: Actor, action: str, mapping: Mapping, *, before: JsonObject | None) -> None:
    audit.record(
        actor.id, action, subject_kind="mapping", subject_id=mapping.pk, before=before, after=_snapshot(mapping)
    )


def _snapshot(mapping: Mapping) -> JsonObject:
    return {
        "project": mapping.project_id,
        "component": mapping.component,
        "column": mapping.column,
        "before": mapping.before,
        "after": mapping.after,
        "isRemoved": mapping.removed_on is not None,
    }
