"""Curation tasks, and how far they are."""

from theatrum.consortium.curation import actions, queries
from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.entities import required_etag
from theatrum.doors.api.views import curation as view
from theatrum.doors.api.wire import curation as wire
from theatrum.kernel.errors import NotSupported
from theatrum.kernel.ids import parse_number
from theatrum.kernel.paging import token_page

routes = Routes(tag="curation")


@routes.post("curation/task", status=201, writes=True)
def create_task(request: ApiRequest, body: wire.CurationTask) -> wire.CurationTask:
    """Make a task."""
    return view.task(actions.create_task(actor=request.actor, fields=view.read_task(body)))


@routes.post("curation/task/list")
def list_tasks(request: ApiRequest, body: wire.ListCurationTaskRequest) -> wire.ListCurationTaskResponse:
    """List tasks of a project, or of all that one sees."""
    page = token_page(body.next_page_token)
    return view.page_of(queries.list_tasks(request.actor, view.read_wanted(body), page), page)


@routes.get("curation/task/{task_id}")
def get_task(request: ApiRequest, task_id: str) -> wire.CurationTask:
    """Read a task."""
    return view.task(queries.get_task(request.actor, _number(task_id)))


@routes.put("curation/task/{task_id}", writes=True)
def put_task(request: ApiRequest, task_id: str, body: wire.CurationTask) -> wire.CurationTask:
    """Change a task."""
    fields, etag = view.read_task(body), required_etag(body.etag)
    return view.task(actions.update_task(actor=request.actor, task_id=_number(task_id), etag=etag, fields=fields))


@routes.delete("curation/task/{task_id}", writes=True)
def delete_task(request: ApiRequest, task_id: str) -> None:
    """Delete a task; the data that it is about stays."""
    actions.delete_task(actor=request.actor, task_id=_number(task_id))


@routes.get("curation/task/{task_id}/status")
def get_status(request: ApiRequest, task_id: str) -> wire.TaskStatus:
    """Read how far a task is."""
    return view.status(queries.get_task(request.actor, _number(task_id)))


@routes.put("curation/task/{task_id}/status", writes=True)
def put_status(request: ApiRequest, task_id: str, body: wire.TaskStatus) -> wire.TaskStatus:
    """Say how far a task is."""
    fields, etag = view.read_status(body), required_etag(body.etag)
    return view.status(actions.set_status(actor=request.actor, task_id=_number(task_id), etag=etag, fields=fields))


def start_execution(request: ApiRequest, task_id: str, body: wire.ComputeTaskExecutionRequest) -> Order:
    """Refuse to carry a task out: people do."""
    queries.get_task(request.actor, _number(task_id))
    raise NotSupported(reason="This server has no tasks that a program carries out. Open the task's grid instead.")


asyncjobs.add_pair(routes, "curation/task/{task_id}/execute/async", start_execution)


def _number(task_id: str) -> int:
    return parse_number(task_id, what="task id")
