"""Workspaces over folders for tests, opened by the real code."""

from uuid import uuid4

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.changes import Change
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.folders.opening import open_folder
from theatrum.repository.grids.models import Authorization, Row, Workspace
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.grids.waiting import judge_waiting


def open_files(actor: Actor, folder: Node, *, component: str | None = None) -> Workspace:
    """Open a grid over a folder, with all verdicts."""
    workspace = open_folder(
        actor=actor,
        session_id=str(uuid4()),
        source=get_node(folder.id),
        owner_id=actor.id,
        authorization=Authorization.SESSION_OWNER,
        component=component,
    )
    judge_waiting(workspace)
    return workspace


def row_of(workspace: Workspace, node: Node) -> Row:
    """Return the row of a file."""
    return live_rows(workspace).get(source_key=node.id)


def texts(workspace: Workspace, node: Node, *names: str) -> list[str | None]:
    """Return some cells of a file's row."""
    cells = row_of(workspace, node).cells or []
    return [cell(cells, workspace.slots[name]) for name in names]


def column(workspace: Workspace, name: str) -> list[str | None]:
    """Return a column, from top to bottom."""
    return [cell(row.cells or [], workspace.slots[name]) for row in live_rows(workspace)]


def put(actor: Actor, workspace: Workspace, node: Node, **wanted: str | None) -> None:
    """Write cells into a file's row, as a person does."""
    cells = {workspace.slots[name]: text for name, text in wanted.items()}
    edit(actor, workspace, Change(cells={row_of(workspace, node).number: cells}))


def stored(node: Node) -> dict[str, object]:
    """Return the annotations of a file as they are stored: type and values."""
    current = get_node(node.id).current
    found = current.annotations if current else {}
    return {name: (one["type"], one["value"]) for name, one in found.items()}
