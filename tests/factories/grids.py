"""Workspaces for tests, opened by the real code over record sets."""

from uuid import uuid4

from tests.factories.entities import make_person
from tests.factories.places import make_project
from tests.factories.records import make_records
from tests.factories.schemas import PEOPLE, make_organization, register
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids.actions.changing import Stored, change_rows
from theatrum.repository.grids.changes import Change, Sender, draft_change
from theatrum.repository.grids.models import Authorization, Workspace
from theatrum.repository.grids.opening import open_records
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.grids.waiting import judge_waiting
from theatrum.repository.schemas.names import parse_schema_id

ROWS = b"id,name,age\n1,Ann,40\n2,Bob,\n3,Cy,seven\n"


def make_grid(content: bytes = ROWS, *, key: tuple[str, ...] = ("id",)) -> tuple[Actor, Node, Workspace]:
    """Make ann, a record set in a project of hers, and an open grid over it."""
    ann, node = make_sheet(content, key=key)
    return ann, node, open_grid(ann, node)


def make_sheet(content: bytes = ROWS, *, key: tuple[str, ...] = ("id",)) -> tuple[Actor, Node]:
    """Make ann, and a record set in a project of hers."""
    ann = make_person("ann")
    project = make_project(make_person("administrator", is_administrator=True), ann, "Pancreas")
    return ann, make_records(ann, project, content, upsertKey=list(key))


def bind(node: Node, schema: JsonObject = PEOPLE) -> None:
    """Bind a schema to a record set."""
    administrator = make_person("binder", is_administrator=True)
    make_organization(administrator)
    register(administrator, "my.organization-people-1.0.0", schema)
    with writing():
        bind_schema(actor=administrator, node_id=node.id, schema_id=parse_schema_id("my.organization-people-1.0.0"))


def open_grid(actor: Actor, node: Node) -> Workspace:
    """Open a grid over a record set, with all verdicts."""
    workspace = open_records(
        actor=actor,
        session_id=str(uuid4()),
        source=get_node(node.id),
        owner_id=actor.id,
        authorization=Authorization.SESSION_OWNER,
    )
    judge_waiting(workspace)
    return workspace


def change(actor: Actor, workspace: Workspace, wanted: Change, sender: Sender | None = None) -> Stored:
    """Draft and store a change, as a door does."""
    workspace.refresh_from_db()
    draft = draft_change(workspace, wanted)
    with writing():
        return change_rows(actor=actor, workspace=workspace, draft=draft, sender=sender or Sender())


def shown(workspace: Workspace) -> list[list[str | None]]:
    """Return the cells of the rows that are there, in order, every row as wide as the grid."""
    width = len(workspace.column_names)
    return [[*(row.cells or []), *[None] * (width - len(row.cells or []))] for row in live_rows(workspace)]
