"""Snapshots of views: all rows as they are now, kept in a physical table. Who reads one sees what they may read now."""

from django.db import connection

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.tables import physical
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.errors import NotATable
from theatrum.repository.tables.relations import snapshot_name
from theatrum.repository.tables.requests import KeepSnapshot
from theatrum.repository.tables.snapshots import begin_version, keep_snapshot
from theatrum.repository.tables.sql import sqlite_functions
from theatrum.repository.tables.sql.errors import ViewIsInvalid
from theatrum.repository.tables.views.relations import live_select, snapshot_columns
from theatrum.repository.tables.views.scope import scope_of


def keep_view(*, actor: Actor, node: Node, wanted: KeepSnapshot) -> int:
    """Keep the rows of a view, which is locked, as its present version; returns the version's number.

    Raises ViewIsInvalid, SnapshotLabelIsTaken.
    """
    version = node.current
    if version is None:
        raise NotATable(id=node.public_id)
    scope, columns = scope_of(version.details), columns_of(version)
    if not scope.ids:
        raise ViewIsInvalid(reason="You cannot create a version of a view that has no scope.")
    kept = begin_version(actor=actor, node=node, wanted=wanted)
    name = snapshot_name(node.id, kept.number)
    # Left from a version of this number that was current again, after the one that followed it was deleted.
    physical.drop_table(name)
    _fill(name, f"SELECT {', '.join(snapshot_columns(columns))} FROM ({live_select(columns, scope)}) s")  # noqa: S608  # made of parts that we wrote
    keep_snapshot(actor=actor, version=kept)
    return kept.number


def _fill(name: str, select: str) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        sqlite_functions.register(connection.connection)
    with connection.cursor() as cursor:
        # No parameters, so that a % in a text stays what it is.
        cursor.execute(f"CREATE TABLE {name} AS {select}")
        cursor.execute(f"CREATE UNIQUE INDEX {name}_rows ON {name} (row_id)")
