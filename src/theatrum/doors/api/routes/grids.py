"""Grids: sessions and replicas."""

from uuid import uuid4

from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import grids as view
from theatrum.doors.api.wire import grids as wire
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.errors import InvalidRequest, NotSupported
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import token_page
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.grids import jobs, queries
from theatrum.repository.grids.actions import sessions
from theatrum.repository.grids.authorization import authorization_of, owner_of, require_source

routes = Routes(tag="grids")


def start_creation(request: ApiRequest, body: wire.CreateGridRequest) -> Order:
    """Open a grid over a record set, or over a query of an entity view."""
    if (body.record_set_id is None) == (body.initial_query is None):
        raise InvalidRequest(reason="A grid needs either recordSetId or initialQuery, and cannot have both.")
    arguments: dict[str, object] = {
        "actor_id": request.actor.id,
        "session_id": str(uuid4()),
        "grid_owner_id": owner_of(request.actor, body.owner_principal_id),
        "authorization": authorization_of(body.authorization_mode).value,
    }
    if body.initial_query is not None:
        return Order(jobs.OPEN_VIEW, {**arguments, "sql": body.initial_query.sql})
    source = require_node(request.actor, parse_entity_id(body.record_set_id or ""))
    require_source(request.actor, source)
    is_small = source.current is None or jobs.is_small_file(source.current.handle)
    name = jobs.OPEN if is_small else jobs.large(jobs.OPEN)
    return Order(name, {**arguments, "source_id": source.id}, is_quick=is_small)


def show_creation(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the grid that was opened."""
    result = job.result if isinstance(job.result, dict) else {}
    workspace = queries.get_workspace(request.actor, str(result.get("session_id")))
    return view.as_answer(wire.CreateGridResponse(grid_session=view.session(workspace)))


@routes.post("grid/session/list")
def list_sessions(request: ApiRequest, body: wire.ListGridSessionsRequest) -> wire.ListGridSessionsResponse:
    """List one's own open grids."""
    page = token_page(body.next_page_token)
    source_id = parse_entity_id(body.source_id) if body.source_id is not None else None
    return view.session_page(queries.list_workspaces(request.actor, page, source_id=source_id), page)


@routes.get("grid/session/{session_id}")
def get_session(request: ApiRequest, session_id: str) -> wire.GridSession:
    """Read a grid."""
    return view.session(queries.get_workspace(request.actor, session_id))


@routes.delete("grid/session/{session_id}", writes=True)
def delete_session(request: ApiRequest, session_id: str) -> None:
    """Close a grid for good; who did not start it may not."""
    sessions.delete_workspace(actor=request.actor, workspace=queries.get_workspace(request.actor, session_id))


@routes.post("grid/session/{session_id}/replica", status=201, writes=True)
def create_replica(request: ApiRequest, session_id: str, body: wire.CreateReplicaRequest) -> wire.CreateReplicaResponse:
    """Take a seat at a grid."""
    workspace = queries.get_workspace(request.actor, session_id)
    replica = sessions.create_replica(actor=request.actor, workspace=workspace)
    return wire.CreateReplicaResponse(replica=view.replica(replica, workspace))


@routes.get("grid/session/{session_id}/replica/{replica_id}")
def get_replica(request: ApiRequest, session_id: str, replica_id: str) -> wire.GridReplica:
    """Read a seat at a grid."""
    workspace = queries.get_workspace(request.actor, session_id)
    number = parse_number(replica_id, what="replica id")
    return view.replica(queries.get_replica(workspace, number), workspace)


@routes.post("grid/session/{session_id}/replica/list")
def list_replicas(
    request: ApiRequest, session_id: str, body: wire.ListGridReplicasRequest
) -> wire.ListGridReplicasResponse:
    """List the seats at a grid."""
    workspace, page = queries.get_workspace(request.actor, session_id), token_page(body.next_page_token)
    return view.replica_page(queries.list_replicas(workspace, page), page, workspace)


@routes.post("grid/session/{session_id}/presigned/url", status=201)
def create_presigned_url(request: ApiRequest, session_id: str, body: wire.CreateGridPresignedUrlRequest) -> JsonObject:
    """Refuse the address of a websocket: there is none yet."""
    queries.get_workspace(request.actor, session_id)
    raise NotSupported(
        reason="This server has no websocket for grids. Query and update the grid by its REST operations."
    )


asyncjobs.add_pair(
    routes,
    "grid/session/async",
    start_creation,
    shown=show_creation,
    status=200,
    answers=wire.CreateGridResponse,
)
