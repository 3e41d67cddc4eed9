"""Changing an entity: its fields, annotations, file or place."""

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import aliases, handles, keepers
from theatrum.repository.entities.actions.moving import move, save_named
from theatrum.repository.entities.drafts import Draft
from theatrum.repository.entities.errors import (
    EntityIsInvalid,
    EntityNotFound,
    EtagIsStale,
    VersionLabelIsTaken,
)
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.nodes import lock_node
from theatrum.repository.entities.queries.versions import next_number
from theatrum.repository.entities.snapshots import snapshot
from theatrum.repository.entities.validation import judging
from theatrum.repository.files import arrivals

VERSION_LIMIT = 15_000


def update_entity(*, actor: Actor, draft: Draft) -> Node:
    """Store a drafted change if the etag is still the one that the draft read.

    Raises EtagIsStale, NameIsTaken, AliasIsTaken, VersionLabelIsTaken, HandleIsNotYours, EntityIsInvalid,
    and what access refuses.
    """
    if draft.node_id is None:
        raise EntityNotFound(id="(new)")
    node = lock_node(draft.node_id)
    access.require(actor, Permission.UPDATE, node)
    if node.etag != draft.old_etag:
        raise EtagIsStale(id=node.public_id)
    version = node.current
    if version is None:
        raise EntityIsInvalid(reason=f"{node.public_id} cannot be changed.")
    before_handle_id = version.handle_id
    if draft.fields.handle_id != before_handle_id:
        handles.require_own(actor, draft.fields.handle_id)
    before, old_parent_id, old_details = snapshot(node), node.parent_id, dict(version.details)
    aliases.require_changeable(actor, node, draft.fields)
    _store(actor, draft, node, version)
    if (keeper := keepers.keeper_of(node.kind)) is not None:
        keeper.updated(actor=actor, node=node, before=old_details)
    if draft.fields.parent_id != old_parent_id:
        move(actor=actor, node=node, parent_id=draft.fields.parent_id)
    judging.store(node, draft.judgement)
    if draft.fields.handle_id != before_handle_id:
        arrivals.taken([draft.fields.handle_id])
    audit.record(
        actor.id,
        "entity_updated",
        subject_kind="entity",
        subject_id=node.id,
        before=before,
        after=snapshot(node),
    )
    return node


def _store(actor: Actor, draft: Draft, node: Node, version: Version) -> None:
    node.etag, node.modified_on, node.modified_by = draft.etag, draft.moment, actor.id
    node.name = draft.fields.name or node.name
    try:
        with savepoint():
            node.current = _store_version(actor, draft, node, version)
    except IntegrityError as error:
        raise VersionLabelIsTaken(id=node.public_id, label=draft.fields.label) from error
    if draft.fields.parent_id != node.parent_id:
        # Renamed and moved at once: the name is judged where it arrives.
        return
    save_named(node)


def _store_version(actor: Actor, draft: Draft, node: Node, version: Version) -> Version:
    if draft.new_version:
        number = next_number(node)
        if number > VERSION_LIMIT:
            raise EntityIsInvalid(reason=f"Exceeded the maximum number of {VERSION_LIMIT} versions for a single Entity")
        version = Version(node=node, number=number, created_on=draft.moment, created_by=actor.id)
    version.label = draft.fields.label or str(version.number)
    version.comment = draft.fields.comment
    version.modified_on, version.modified_by = draft.moment, actor.id
    version.handle_id = draft.fields.handle_id
    version.annotations, version.details = draft.annotations, draft.fields.details
    version.save()
    return version
