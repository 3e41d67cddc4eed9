"""Calling a version something else: its label and its comment, of the current version or of an older one."""

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.errors import EntityIsInvalid, VersionLabelIsTaken
from theatrum.repository.entities.fields import COMMENT_LIMIT
from theatrum.repository.entities.models import Version
from theatrum.repository.entities.queries.nodes import get_version, lock_node


def check_label(label: str) -> None:
    """Return quietly if people may call a version so. Raises EntityIsInvalid.

    A number is the label of the version of this number, which may be made one day.
    """
    if label.isdecimal():
        raise EntityIsInvalid(
            reason=f"{label} would be taken for the number of a version: give it a name with a letter."
        )


def label_version(*, actor: Actor, node_id: int, number: int, label: str, comment: str | None = None) -> Version:
    """Give a version a label, its number where that is empty; a comment of None stays as it is.

    Raises VersionLabelIsTaken, EntityIsInvalid, and what access refuses.
    """
    node = lock_node(node_id)
    access.require(actor, Permission.UPDATE, node)
    version = get_version(node, number)
    if max(len(label), len(comment or "")) > COMMENT_LIMIT or "\x00" in label + (comment or ""):
        raise EntityIsInvalid(reason=f"A name and a comment have at most {COMMENT_LIMIT} characters.")
    if label != str(version.number):
        check_label(label)
    before = {"version": version.number, "label": version.label, "comment": version.comment}
    version.label = label or str(version.number)
    version.comment = version.comment if comment is None else comment
    try:
        with savepoint():
            version.save(update_fields=["label", "comment"])
    except IntegrityError as error:
        raise VersionLabelIsTaken(id=node.public_id, label=label) from error
    if version.id == node.current_id:
        # What somebody read of the entity is old now.
        node.etag, node.modified_on, node.modified_by = new_etag(), clock.now(), actor.id
        node.save(update_fields=["etag", "modified_on", "modified_by"])
    after = {"version": version.number, "label": version.label, "comment": version.comment}
    audit.record(actor.id, "version_labelled", subject_kind="entity", subject_id=node.id, before=before, after=after)
    return version
