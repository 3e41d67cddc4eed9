"""Making an entity."""

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel.ids import entity_id
from theatrum.repository.access import actions as acls
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import aliases, handles, keepers, tree
from theatrum.repository.entities.drafts import Draft
from theatrum.repository.entities.errors import EntityIsInvalid, NameIsTaken
from theatrum.repository.entities.models import ROOT_ID, Kind, Node, Version
from theatrum.repository.entities.queries.nodes import lock_node
from theatrum.repository.entities.snapshots import snapshot
from theatrum.repository.entities.validation import judging
from theatrum.repository.files import arrivals

DEPTH_LIMIT = 50


def create_entity(*, actor: Actor, draft: Draft) -> Node:
    """Store a drafted entity with its first version; a project gets its own ACL, owned by the actor.

    Raises NameIsTaken, AliasIsTaken, EntityIsInvalid, HandleIsNotYours, and what access refuses.
    """
    parent = lock_node(draft.fields.parent_id)
    access.require(actor, Permission.CREATE, parent)
    check_place(draft.fields.kind, parent)
    handles.require_own(actor, draft.fields.handle_id)
    aliases.require_free(draft.fields)
    node = _insert(actor, draft, parent)
    tree.plant(node)
    if node.kind == Kind.PROJECT:
        acls.create_acl(actor=actor, kind="entity", owner_id=node.id, grants={actor.id: frozenset(OWNER)})
    if (keeper := keepers.keeper_of(node.kind)) is not None:
        keeper.created(actor=actor, node=node)
    judging.store(node, draft.judgement)
    arrivals.taken([draft.fields.handle_id])
    audit.record(actor.id, "entity_created", subject_kind="entity", subject_id=node.id, after=snapshot(node))
    return node


def _insert(actor: Actor, draft: Draft, parent: Node) -> Node:
    name = draft.fields.name
    try:
        with savepoint():
            node = Node.objects.create(
                kind=draft.fields.kind,
                parent=parent,
                # The id is not known yet; a unique stand-in holds the place of a missing name.
                name=draft.etag if name is None else name,
                etag=draft.etag,
                created_on=draft.moment,
                created_by=actor.id,
                modified_on=draft.moment,
                modified_by=actor.id,
                benefactor_id=parent.benefactor_id,
                project_id=parent.project_id,
            )
    except IntegrityError as error:
        raise NameIsTaken(name=name, parent=parent.public_id) from error
    node.name = entity_id(node.id) if name is None else name
    if node.kind == Kind.PROJECT:
        node.benefactor_id = node.project_id = node.id
    node.current = _first_version(actor, draft, node)
    node.save()
    return node


def _first_version(actor: Actor, draft: Draft, node: Node) -> Version:
    return Version.objects.create(
        node=node,
        number=1,
        label=draft.fields.label or "1",
        comment=draft.fields.comment,
        created_on=draft.moment,
        created_by=actor.id,
        modified_on=draft.moment,
        modified_by=actor.id,
        handle_id=draft.fields.handle_id,
        annotations=draft.annotations,
        details=draft.fields.details,
    )


def check_place(kind: Kind, parent: Node, *, height: int = 0) -> None:
    """Return quietly if an entity of this kind, with that many levels below it, may be placed there.

    Raises EntityIsInvalid.
    """
    if (parent.id == ROOT_ID) != (kind is Kind.PROJECT):
        where = "the root" if kind is Kind.PROJECT else "a project or folder"
        raise EntityIsInvalid(reason=f"A {kind} can only be placed in {where}, not in {parent.public_id}.")
    if kind is not Kind.PROJECT and not parent.is_container:
        raise EntityIsInvalid(reason=f"{parent.public_id} is a {parent.kind}: only projects and folders hold others.")
    if tree.depth_of(parent.id) + height >= DEPTH_LIMIT:
        reason = f"Folders can be nested {DEPTH_LIMIT} deep; in {parent.public_id} this would be deeper."
        raise EntityIsInvalid(reason=reason)
