"""Carrying out a plan on the physical table, and keeping the columns with the entity."""

from collections.abc import Mapping

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node, Verdict, Version
from theatrum.repository.entities.snapshots import snapshot
from theatrum.repository.entities.validation import judging
from theatrum.repository.tables import changes, physical
from theatrum.repository.tables.cells import reader_for
from theatrum.repository.tables.column import ids_of
from theatrum.repository.tables.models import TableState
from theatrum.repository.tables.relations import table_name
from theatrum.repository.tables.schema_plans import SchemaPlan
from theatrum.repository.tables.spooling import Spool


def alter_table(
    *, actor: Actor, node: Node, state: TableState, plan: SchemaPlan, converted: Mapping[int, Spool]
) -> None:
    """Change the physical table. ``converted`` has the cells of new columns whose cells change, by column id."""
    table = table_name(node.id)
    for old, new in plan.replaced:
        if new.id not in converted:
            physical.rename_column(table, old, new)
            continue
        physical.add_column(table, new, None)
        physical.set_cells(table, new, converted[new.id].records())
        physical.drop_column(table, old)
    for column in plan.removed:
        physical.drop_column(table, column)
    for column in plan.added:
        physical.add_column(table, column, reader_for(column)(None))
    changes.next_change(actor=actor, node=node, state=state, changes_rows=False)
    state.save()


def store_columns(*, actor: Actor, node: Node, version: Version, plan: SchemaPlan) -> None:
    """Keep the columns of a table or view with its entity, which gets another etag."""
    store_details(actor=actor, node=node, version=version, details={"columnIds": [*ids_of(plan.columns)]})


def store_details(*, actor: Actor, node: Node, version: Version, details: JsonObject) -> None:
    """Keep some fields of a table with its entity, which gets another etag and is judged again."""
    before, moment = snapshot(node), clock.now()
    version.details = {**version.details, **details}
    version.modified_on, version.modified_by = moment, actor.id
    version.save()
    store_node(actor=actor, node=node, before=before)


def store_node(*, actor: Actor, node: Node, before: JsonObject) -> None:
    """Save an entity whose current version was changed: with another etag, and to be judged again."""
    node.etag, node.modified_on, node.modified_by = new_etag(), clock.now(), actor.id
    node.save()
    judging.store(node, judging.Judgement(judging.bound_for(node.id), Verdict.UNKNOWN))
    audit.record(
        actor.id, "entity_updated", subject_kind="entity", subject_id=node.id, before=before, after=snapshot(node)
    )
