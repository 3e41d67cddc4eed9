"""Entities for tests, made by the real actions: a project, folders, files and the people around them."""

from collections.abc import Mapping

from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions.people import create_user
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_creation, draft_update
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle, Verification

MD5 = "9e107d9d372bb6826bd81d3542a419d6"


def make_person(name: str, *, is_administrator: bool = False) -> Actor:
    """Open an account and return its actor."""
    with writing():
        user = create_user(
            actor=OPERATOR, username=name, email=f"{name}@example.org", is_administrator=is_administrator
        )
    return actor_of(user)


def make_entity(
    actor: Actor,
    kind: Kind,
    name: str | None,
    *,
    parent: Node | None = None,
    handle: FileHandle | None = None,
    details: Mapping[str, object] | None = None,
    annotations: Mapping[str, object] | None = None,
) -> Node:
    """Draft and create an entity, as a door does."""
    fields = EntityFields(
        kind=kind,
        name=name,
        parent_id=parent.id if parent else ROOT_ID,
        handle_id=handle.id if handle else None,
        details=dict(details or {}),  # type: ignore[arg-type]  # tests pass plain JSON
    )
    draft = draft_creation(actor=actor, fields=fields, annotations=annotations)
    with writing():
        return create_entity(actor=actor, draft=draft)


def make_handle(actor: Actor, *, md5: str = MD5, name: str = "reads.fastq") -> FileHandle:
    """Make the record of a stored file, without bytes."""
    return FileHandle.objects.create(
        etag=new_etag(),
        created_by=actor.id,
        created_on=clock.now(),
        file_name=name,
        content_type="application/octet-stream",
        size=11,
        md5=md5,
        key=f"test/{new_etag()}",
        verification=Verification.VERIFIED,
    )


def change(actor: Actor, node: Node, **changes: object) -> Node:
    """Draft and store a change with the etag that stands in the database."""
    draft = draft_update(actor=actor, node_id=node.id, etag=get_node(node.id).etag, **changes)  # type: ignore[arg-type]  # named in each test
    with writing():
        return update_entity(actor=actor, draft=draft)
