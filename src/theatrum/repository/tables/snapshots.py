"""Snapshots: a version of a table whose rows are kept as they are."""

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.activities.actions import connect_version, disconnect_version
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.errors import EntityIsInvalid
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.entities.queries.nodes import lock_node
from theatrum.repository.entities.queries.versions import next_number
from theatrum.repository.entities.snapshots import snapshot
from theatrum.repository.tables import physical
from theatrum.repository.tables.altering import store_node
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.errors import ChangeIsInvalid, NotATable, SnapshotLabelIsTaken
from theatrum.repository.tables.keeping import IN_PROGRESS
from theatrum.repository.tables.models import TableSnapshot
from theatrum.repository.tables.relations import snapshot_name, table_name
from theatrum.repository.tables.requests import KeepSnapshot

VERSION_LIMIT = 15_000
TEXT_LIMIT = 256


def create_snapshot(*, actor: Actor, node_id: int, wanted: KeepSnapshot) -> int:
    """Keep the rows of a table as its present version and begin another one; returns the version's number.

    Raises NotATable, ChangeIsInvalid, SnapshotLabelIsTaken, and what access refuses.
    """
    node = lock_node(node_id)
    access.require(actor, Permission.UPDATE, node)
    if node.kind == Kind.ENTITY_VIEW:
        raise ChangeIsInvalid(
            reason="EntityView snapshots can only be created via an asynchronous table transaction job."
        )
    if node.kind != Kind.TABLE or node.current is None:
        raise NotATable(id=node.public_id)
    version = begin_version(actor=actor, node=node, wanted=wanted)
    name = snapshot_name(node.id, version.number)
    # Left from a version of this number that was current again, after the one that followed it was deleted.
    physical.drop_table(name)
    physical.copy_table(table_name(node.id), name, columns_of(version))
    keep_snapshot(actor=actor, version=version)
    return version.number


def begin_version(*, actor: Actor, node: Node, wanted: KeepSnapshot) -> Version:
    """Name the present version of a table or view and begin the next one, which is in progress; returns the first.

    The entity is locked. Raises ChangeIsInvalid, SnapshotLabelIsTaken.
    """
    before, version = snapshot(node), node.current
    if version is None or version.number >= VERSION_LIMIT:
        raise EntityIsInvalid(reason=f"Exceeded the maximum number of {VERSION_LIMIT} versions for a single Entity")
    _name(actor, version, wanted)
    if wanted.activity_id is None:
        disconnect_version(actor=actor, version=version)
    else:
        connect_version(actor=actor, version=version, activity_id=wanted.activity_id)
    moment = clock.now()
    node.current = Version.objects.create(
        node=node,
        number=next_number(node),
        label=IN_PROGRESS,
        comment=IN_PROGRESS,
        created_on=moment,
        created_by=actor.id,
        modified_on=moment,
        modified_by=actor.id,
        annotations=version.annotations,
        details=version.details,
    )
    store_node(actor=actor, node=node, before=before)
    return version


def keep_snapshot(*, actor: Actor, version: Version) -> None:
    """Remember that the rows of a version were kept."""
    kept = {"created_on": clock.now(), "created_by": actor.id}
    TableSnapshot.objects.update_or_create(version=version, defaults=kept)
    after = {"version": version.number, "label": version.label}
    audit.record(actor.id, "table_snapshot_kept", subject_kind="entity", subject_id=version.node_id, after=after)


def _name(actor: Actor, version: Version, wanted: KeepSnapshot) -> None:
    version.label = wanted.label or str(version.number)
    version.comment = wanted.comment or ""
    for what, text in (("snapshotLabel", version.label), ("snapshotComment", version.comment)):
        if len(text) > TEXT_LIMIT:
            raise ChangeIsInvalid(reason=f"{what} has {len(text)} characters; {TEXT_LIMIT} is the most.")
    version.modified_on, version.modified_by = clock.now(), actor.id
    try:
        with savepoint():
            version.save()
    except IntegrityError as error:
        raise SnapshotLabelIsTaken(label=version.label) from error
