"""Open workspaces over record sets of a center, for tests."""

from collections.abc import Sequence
from uuid import uuid4

from tests.factories.centers import folder_at
from tests.factories.entities import make_entity
from tests.factories.records import make_csv
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids import jobs
from theatrum.repository.grids.models import Authorization, Row, Workspace
from theatrum.repository.grids.queries import find_workspace, live_rows

SPECIMEN = ("HTAN_BIOSPECIMEN_ID", "HTAN_PARENT_ID", "NOTE")
OWN, PARENT, NOTE = range(3)


def add_rows(actor: Actor, project: Node, component: str, rows: Sequence[Sequence[str]], *, name: str = "rows") -> Node:
    """Put a record set into the folder of a component; the first row is the header."""
    content = "".join(",".join(row) + "\n" for row in rows).encode()
    folder = folder_at(actor, project, f"v8_ingest/{component}")
    node = make_entity(actor, Kind.RECORD_SET, name, parent=folder, handle=make_csv(actor, content))
    return get_node(node.id)


def opened(actor: Actor, node: Node) -> Workspace:
    """Open a grid over a record set as a job does, verdicts and links included."""
    session = str(uuid4())
    jobs.open_record_set(
        actor_id=actor.id,
        session_id=session,
        source_id=node.id,
        grid_owner_id=actor.id,
        authorization=Authorization.SESSION_OWNER,
    )
    workspace = find_workspace(session)
    assert workspace is not None
    return workspace


def codes(workspace: Workspace) -> list[list[str]]:
    """Return the codes of the findings on each row, in order."""
    return [sorted(codes_of(row)) for row in live_rows(workspace)]


def codes_of(row: Row) -> set[str]:
    """Return the codes of the findings of links on a row."""
    return {str(one["code"]) for one in row.findings or [] if str(one["code"]).startswith("links.")}
