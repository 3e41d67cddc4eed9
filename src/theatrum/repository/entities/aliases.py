"""Friendly names of projects, each of which one project has."""

from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.errors import AliasIsTaken
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind, Node
from theatrum.repository.entities.queries.nodes import is_maker, lock_node


def require_free(fields: EntityFields, *, except_id: int = 0) -> None:
    """Return quietly if no other project has the alias; the caller has locked the root. Raises AliasIsTaken."""
    alias = fields.details.get("alias")
    if not alias:
        return
    # One in the trash keeps its alias, so that it can be restored as it was.
    others = Node.objects.filter(kind=Kind.PROJECT).exclude(id=except_id)
    if others.filter(current__details__alias=alias).exists():
        raise AliasIsTaken(alias=alias)


def require_changeable(actor: Actor, node: Node, fields: EntityFields) -> None:
    """Return quietly if the alias stays, or the actor may change it to what no other project has.

    Raises AliasIsTaken, and what access refuses.
    """
    present = node.current.details.get("alias") if node.current else None
    if node.kind != Kind.PROJECT or fields.details.get("alias") == present:
        return
    if not is_maker(actor, node):
        access.require(actor, Permission.CHANGE_SETTINGS, node)
    guards.ask(actor, Permission.CHANGE_SETTINGS, node)
    lock_node(ROOT_ID)
    require_free(fields, except_id=node.id)
