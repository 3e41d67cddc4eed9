"""Changes of tables and views: transactions, snapshots, and a look at a CSV before it is uploaded."""

from uuid import uuid4

from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import tables as view
from theatrum.doors.api.wire import tables as wire
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.files.queries import handles
from theatrum.repository.tables import jobs, previews, requests
from theatrum.repository.tables.requests import Transaction, WriteCells, WriteCsv, WriteRows
from theatrum.repository.tables.snapshots import create_snapshot

routes = Routes(tag="tables")

# What is carried out before the request is answered; more is left to a worker.
_QUICK_BYTES = 4 * 1024**2
_QUICK_ROWS = 20_000


def start_transaction(request: ApiRequest, entity_id: str, body: wire.TableUpdateTransactionRequest) -> Order:
    """Want changes of a table or view, all of them or none."""
    wanted = view.read_transaction(parse_entity_id(entity_id), body)
    is_quick = _is_quick(wanted)
    arguments: dict[str, object] = {
        "actor_id": request.actor.id,
        "request": str(uuid4()),
        "wanted": requests.to_json(wanted),
    }
    return Order(jobs.TRANSACT if is_quick else jobs.TRANSACT_LARGE, arguments, is_quick=is_quick)


def show_transaction(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer what became of each change."""
    return view.transaction_response(job)


def start_preview(request: ApiRequest, body: wire.UploadToTablePreviewRequest) -> Order:
    """Want a look at a CSV."""
    wanted = view.read_preview(body)
    is_quick = not wanted.reads_all or _sizes([wanted.handle_id]) <= _QUICK_BYTES
    arguments: dict[str, object] = {"actor_id": request.actor.id, "wanted": previews.to_json(wanted)}
    return Order(jobs.PREVIEW, arguments, is_quick=is_quick)


def show_preview(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the columns that a CSV seems to have."""
    return view.preview_result(job)


@routes.post("entity/{entity_id}/table/snapshot", status=201, writes=True)
def post_snapshot(request: ApiRequest, entity_id: str, body: wire.SnapshotRequest) -> wire.SnapshotResponse:
    """Keep the rows of a table as they are, as a version."""
    node_id = parse_entity_id(entity_id)
    number = create_snapshot(actor=request.actor, node_id=node_id, wanted=view.read_snapshot(body))
    return wire.SnapshotResponse(snapshot_version_number=number)


asyncjobs.add_pair(
    routes,
    "entity/{entity_id}/table/transaction/async",
    start_transaction,
    shown=show_transaction,
    answers=wire.TableUpdateTransactionResponse,
)
asyncjobs.add_pair(
    routes,
    "table/upload/csv/preview/async",
    start_preview,
    shown=show_preview,
    answers=wire.UploadToTablePreviewResult,
)


def _is_quick(wanted: Transaction) -> bool:
    rows = sum(len(change.rows) for change in wanted.changes if isinstance(change, WriteRows | WriteCells))
    files = [change.handle_id for change in wanted.changes if isinstance(change, WriteCsv)]
    return rows <= _QUICK_ROWS and _sizes(files) <= _QUICK_BYTES


def _sizes(handle_ids: list[int]) -> int:
    return sum(handle.size for handle in handles(handle_ids).values())
