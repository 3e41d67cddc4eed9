"""What stands in FROM: which table or view, which version of it, and what a person may see of it."""

import re
from datetime import datetime

from sqlglot import exp

from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.files import derived
from theatrum.repository.tables.errors import NotATable
from theatrum.repository.tables.models import TableChange, TableState
from theatrum.repository.tables.relations import Relation, table_relation
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.views.relations import view_relation

_ENTITY = re.compile(r"(?i:syn)([0-9]{1,18})(?:\.([0-9]{1,18}))?")


def named_in(query: exp.Select) -> tuple[int, int | None]:
    """Return the id and the version that a query names. Raises SqlIsInvalid."""
    table = query.args["from_"].this
    match = _ENTITY.fullmatch(table.name)
    if match is None:
        raise SqlIsInvalid(reason=f"{table.name} is not a table or view: name one by its id, such as syn123.")
    return int(match[1]), int(match[2]) if match[2] else None


def names_of(query: exp.Select) -> frozenset[str]:
    """Return what the table or view is called in a query, in small letters: its id, and its alias if it has one."""
    table = query.args["from_"].this
    return frozenset(name.lower() for name in (table.name, table.alias) if name)


def open_source(actor: Actor, node_id: int, version: int | None) -> tuple[Node, Relation]:
    """Return a table or view that the actor may query, and its rows. Rows of tables need DOWNLOAD besides READ.

    Raises NotATable, NoSnapshot, FileIsLocked where a file is locked whose rows came in, and what access refuses.
    """
    node = require_node(actor, node_id)
    if node.kind == Kind.TABLE:
        access.require(actor, Permission.DOWNLOAD, node)
        derived.require_open(actor, derived.Holder.TABLE, node.id)
        return node, table_relation(node, version)
    if node.kind == Kind.ENTITY_VIEW:
        return node, view_relation(actor, node, version)
    raise NotATable(id=node.public_id)


def may_query(actor: Actor, node_id: int) -> bool:
    """Tell whether the actor may query a table or view now, whatever is locked."""
    node = Node.objects.filter(pk=node_id, trash_root=None).first()
    needed = [Permission.READ, *([Permission.DOWNLOAD] if node is not None and node.kind == Kind.TABLE else [])]
    return node is not None and all(access.may(actor, one, node) for one in needed)


def etag_of(node: Node) -> str:
    """Return the etag of the last change of a table's rows; of a view, the entity's own."""
    state = TableState.objects.filter(node=node).first()
    return state.etag if state is not None and state.etag else node.etag


def last_updated(node: Node) -> datetime:
    """Return when the rows changed last; those of a view are as they are now."""
    if node.kind != Kind.TABLE:
        return clock.now()
    last = TableChange.objects.filter(node=node).order_by("-number").values_list("created_on", flat=True).first()
    return last or node.modified_on
