"""Names of entities whose files nobody may read for now: see ``files.actions.hiding``, whose part for entities this is.

An entity goes by its id meanwhile, and can be renamed as ever.
"""

from collections.abc import Collection, Iterator

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node, Validation, Verdict, Version
from theatrum.repository.entities.validation.marking import revalidate_by_worker
from theatrum.repository.files.actions.hiding import Named, Place, is_stand_in, stand_in, stand_in_of

_OVERRIDE = "fileNameOverride"
LONGEST = 256


def names_of(handle_ids: Collection[int]) -> Iterator[Named]:
    """Yield the names of the entities that have files, and those that their versions give them."""
    seen = set[int]()
    for version in Version.objects.filter(handle_id__in=handle_ids).select_related("node").order_by("pk"):
        number = version.handle_id or 0
        if version.node_id not in seen:
            seen.add(version.node_id)
            yield Named(number, Place.ENTITY, str(version.node_id), version.node.name)
        if override := version.details.get(_OVERRIDE):
            yield Named(number, Place.VERSION, str(version.pk), str(override))


def carriers_of(handle_id: int) -> list[int]:
    """Return the ids of the entities of which some version has a file."""
    return list(Version.objects.filter(handle_id=handle_id).values_list("node_id", flat=True).distinct().order_by())


def hide_name(*, actor: Actor, named: Named) -> None:
    """Put another text in place of a name that ``names_of`` returned."""
    if named.place is Place.VERSION:
        _override(actor, named, stand_in_of(named))
        return
    node = Node.objects.select_for_update(of=("self",)).get(pk=named.subject_id)
    _rename(actor, node, named, stand_in(node.public_id, named.text))


def show_name(*, actor: Actor, named: Named) -> None:
    """Put a name back that was hidden, unless another one was given since."""
    if named.place is Place.VERSION:
        _override(actor, named, named.text)
        return
    node = Node.objects.select_for_update(of=("self",)).filter(pk=named.subject_id).first()
    if node is not None and is_stand_in(node.name):
        _rename(actor, node, named, named.text)


def _rename(actor: Actor, node: Node, named: Named, name: str) -> None:
    node.name = _free(node, name)
    _save(actor, node, named)


def _override(actor: Actor, named: Named, name: str) -> None:
    version = Version.objects.select_related("node").filter(pk=named.subject_id).first()
    if version is None or _OVERRIDE not in version.details:
        return
    version.details = {**version.details, _OVERRIDE: name}
    version.save(update_fields=["details"])
    _save(actor, version.node, named)


def _save(actor: Actor, node: Node, named: Named) -> None:
    # Who has read the entity before would write its old name again.
    node.etag, node.modified_on, node.modified_by = new_etag(), clock.now(), actor.id
    node.save(update_fields=["name", "etag", "modified_on", "modified_by"])
    if Validation.objects.filter(node_id=node.pk).update(verdict=Verdict.UNKNOWN):
        revalidate_by_worker(node.pk)
    audit.purge_quotes(subject_kind="entity", subject_ids=[node.pk], text=named.text)
    audit.record(actor.id, "entity_name_changed", subject_kind="entity", subject_id=node.pk)


def _free(node: Node, name: str) -> str:
    """Return a name that nothing beside the entity has: somebody may have taken it meanwhile."""
    beside = Node.objects.filter(parent_id=node.parent_id, trash_root=None).exclude(pk=node.pk)
    tried, count = name, 1
    while beside.filter(name=tried).exists():
        count += 1
        tail = f" ({count})"
        tried = name[: LONGEST - len(tail)] + tail
    return tried
