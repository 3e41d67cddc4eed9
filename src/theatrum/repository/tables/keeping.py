"""What entities of tables and views keep: their columns, and the physical tables of tables."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import F

from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.tables import changes, physical
from theatrum.repository.tables.altering import alter_table
from theatrum.repository.tables.column import Column, ids_of
from theatrum.repository.tables.columns import column_ids_of, columns_of, get_columns
from theatrum.repository.tables.definitions import check_schema
from theatrum.repository.tables.errors import ColumnIsInvalid
from theatrum.repository.tables.models import TableSnapshot, TableState
from theatrum.repository.tables.relations import snapshot_name, table_name
from theatrum.repository.tables.schema_plans import plan_lists

# What Synapse calls the version of a table whose rows still change.
IN_PROGRESS = "in progress"
_KEPT = ("columnIds", "isSearchEnabled")


def checked_columns(fields: EntityFields, node: Node | None, *, keeps_rows: bool) -> EntityFields:
    """Return the fields of a table or view with columns that exist and fit together.

    A change that does not name the columns keeps them. Raises ColumnIsInvalid, ColumnNotFound.
    """
    details = dict(fields.details)
    if node is not None and node.current is not None:
        present = node.current.details
        details = {**{name: present[name] for name in _KEPT if name in present}, **details}
    columns = _columns(details)
    check_schema(columns, keeps_rows=keeps_rows)
    details["columnIds"] = [*ids_of(columns)]
    if not isinstance(details.get("isSearchEnabled", False), bool):
        raise ColumnIsInvalid(reason="isSearchEnabled must be true or false.")
    if node is not None:
        return replace(fields, details=details)
    return replace(fields, details=details, label=fields.label or IN_PROGRESS, comment=fields.comment or IN_PROGRESS)


def _columns(details: JsonObject) -> list[Column]:
    ids = details.get("columnIds")
    if not isinstance(ids, list | None):
        raise ColumnIsInvalid(reason="columnIds must be a list of column ids.")
    try:
        return get_columns(column_ids_of(details))
    except InvalidRequest as error:
        raise ColumnIsInvalid(reason=f"columnIds: {error}") from error


class TableKeeper:
    """Keeps the rows of table entities."""

    def checked(self, fields: EntityFields, node: Node | None) -> EntityFields:
        """See keepers.Keeper."""
        return checked_columns(fields, node, keeps_rows=True)

    def created(self, *, actor: Actor, node: Node) -> None:
        """See keepers.Keeper."""
        columns = _now(node)
        physical.make_table(table_name(node.id), columns)
        state = TableState.objects.create(node=node)
        if columns:
            changes.next_change(actor=actor, node=node, state=state, changes_rows=False)
            state.save()

    def updated(self, *, actor: Actor, node: Node, before: JsonObject) -> None:
        """See keepers.Keeper."""
        old, new = get_columns(column_ids_of(before)), _now(node)
        if [column.id for column in old] != [column.id for column in new]:
            plan = plan_lists(old, new)
            alter_table(actor=actor, node=node, state=changes.state_of(node.id), plan=plan, converted={})

    def version_removed(self, *, node: Node, version: Version) -> None:
        """See keepers.Keeper. Without the version in progress, the rows are again those of the snapshot before."""
        physical.drop_table(snapshot_name(node.id, version.number))
        current = node.current
        if current is None or current.number > version.number:
            return
        if TableSnapshot.objects.filter(version=current).exists():
            physical.drop_table(table_name(node.id))
            physical.copy_table(snapshot_name(node.id, current.number), table_name(node.id), columns_of(current))
            # What was prepared for the rows that are gone must be prepared anew.
            TableState.objects.filter(node=node).update(last_change=F("last_change") + 1)


def _now(node: Node) -> Sequence[Column]:
    return columns_of(node.current) if node.current is not None else []
