"""Putting another handle of the same bytes in the place of a version's file, as moving it to other storage does."""

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import handles
from theatrum.repository.entities.errors import FileIsAnother, FileOfVersionNotFound
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation import judging
from theatrum.repository.files import arrivals


def replace_handle(*, actor: Actor, node_id: int, number: int, old_id: int, new_id: int) -> None:
    """Let a version of a file carry another handle of the same bytes. The version stays as it is otherwise.

    Raises FileOfVersionNotFound, FileIsAnother, HandleIsNotYours, FileHandleNotFound, and what access refuses.
    """
    node = nodes.lock_node(node_id)
    access.require(actor, Permission.READ, node)
    version = _version(node, number)
    access.require(actor, Permission.UPDATE, node)
    handles.require_own(actor, new_id)
    if version.handle_id != old_id:
        raise FileIsAnother(
            reason=f"The id of the provided file handle id (request.oldFileHandleId: {old_id}) does not match the "
            "current file handle id."
        )
    if new_id == old_id:
        return
    if not handles.have_same_bytes(old_id, new_id):
        raise FileIsAnother(
            reason="The MD5 of the new file handle does not match the MD5 of the current file handle, a new version "
            "must be created."
        )
    version.handle_id = new_id
    version.save(update_fields=["handle"])
    node.etag, node.modified_on, node.modified_by = new_etag(), clock.now(), actor.id
    node.save(update_fields=["etag", "modified_on", "modified_by"])
    judging.mark_unknown(node)
    arrivals.taken([new_id])
    before, after = {"version": number, "handle": old_id}, {"version": number, "handle": new_id}
    audit.record(
        actor.id, "file_handle_replaced", subject_kind="entity", subject_id=node.id, before=before, after=after
    )


def _version(node: Node, number: int) -> Version:
    found = Version.objects.filter(node=node, number=number).first()
    if node.kind != Kind.FILE or found is None or found.handle_id is None:
        raise FileOfVersionNotFound(id=node.public_id, version=number)
    return found
