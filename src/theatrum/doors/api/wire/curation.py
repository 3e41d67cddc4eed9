"""Messages about curation tasks and their status."""

from typing import Annotated, Literal

from pydantic import Field

from theatrum.doors.api.wire.message import Long, Wire, WireTime
from theatrum.kernel.jsontext import JsonObject

TaskState = Literal["NOT_STARTED", "IN_PROGRESS", "EXECUTING", "IN_REVIEW", "COMPLETED", "CANCELED"]


class CurationTask(Wire):
    """What somebody is asked to curate; what the server fills in is absent when it is made."""

    task_id: Long | None = None
    data_type: str | None = None
    project_id: str | None = None
    instructions: str | None = None
    etag: str | None = None
    created_on: WireTime | None = None
    modified_on: WireTime | None = None
    created_by: str | None = None
    modified_by: str | None = None
    assignee_principal_id: str | None = None
    task_properties: JsonObject | None = None


class GridExecutionDetails(Wire):
    """The open grid in which a task is worked on."""

    concrete_type: Literal["org.sagebionetworks.repo.model.curation.execution.GridExecutionDetails"]
    active_session_id: Annotated[str, Field(max_length=36)] | None = None


class TaskStatus(Wire):
    """How far a task is."""

    task_id: Long | None = None
    state: TaskState | None = None
    execution_details: GridExecutionDetails | None = None
    last_updated_by: str | None = None
    last_updated_on: WireTime | None = None
    due_date: WireTime | None = None
    etag: str | None = None


class TaskBundle(Wire):
    """A task and how far it is."""

    task: CurationTask
    status: TaskStatus


class DueDateFilter(Wire):
    """Tasks that are due between two moments."""

    start: WireTime | None = None
    end: WireTime | None = None
    include_unset: bool | None = None


class ListCurationTaskRequest(Wire):
    """Ask for a page of tasks: of a project, or of all that one sees."""

    project_id: str | None = None
    assigned_to_me: bool | None = None
    assignee_ids: list[str] | None = Field(None, max_length=1000)
    state_filter: list[TaskState] | None = None
    task_ids: list[Long] | None = Field(None, max_length=1000)
    due_date: DueDateFilter | None = None
    next_page_token: str | None = None


class ListCurationTaskResponse(Wire):
    """A page of tasks, by themselves and with their status."""

    page: list[CurationTask]
    bundle_page: list[TaskBundle]
    next_page_token: str | None = None


class ComputeTaskExecutionRequest(Wire):
    """Have a task carried out by a program."""

    concrete_type: Literal["org.sagebionetworks.repo.model.curation.ComputeTaskExecutionRequest"] | None = None
    task_id: Long | None = None
