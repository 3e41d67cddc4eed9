"""Forgetting what entities say of a file whose content is deleted for good; the entities stay, with their ids."""

from collections.abc import Collection

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node, Validation, Version

# Which of a version's own fields may name a file.
_NAMING = ("fileNameOverride",)
_NAMES_A_FILE = "validationFileHandleId"


def files_beside(handle_ids: Collection[int]) -> set[int]:
    """Return the files with what rows are worth that versions with these files name: they quote cells."""
    details = Version.objects.filter(handle_id__in=handle_ids).values_list("details", flat=True)
    named = (one.get(_NAMES_A_FILE) for one in details)
    return {int(text) for text in named if isinstance(text, str) and text.isdecimal() and len(text) < 19}


def forget_file(*, actor: Actor, handle_ids: Collection[int], forgets_names: bool) -> list[int]:
    """Take from entities what they say of files; returns their ids. ``forgets_names`` renames them as well."""
    versions = list(Version.objects.filter(handle_id__in=handle_ids).select_related("node"))
    nodes = {version.node_id: version.node for version in versions}
    for version in versions:
        version.details = {name: value for name, value in version.details.items() if name not in _NAMING}
        version.save(update_fields=["details"])
    Validation.objects.filter(node__in=nodes, node__kind="recordset").update(findings=[], exception=None)
    for node in nodes.values():
        _forget(actor, node, forgets_name=forgets_names)
    if forgets_names:
        audit.purge_subjects(subject_kind="entity", subject_ids=list(nodes))
    return sorted(nodes)


def _forget(actor: Actor, node: Node, *, forgets_name: bool) -> None:
    if forgets_name:
        node.name = f"purged-{node.public_id}"
    node.etag, node.modified_on, node.modified_by = new_etag(), clock.now(), actor.id
    node.save(update_fields=["name", "etag", "modified_on", "modified_by"])
    audit.record(actor.id, "entity_content_purged", subject_kind="entity", subject_id=node.id)
