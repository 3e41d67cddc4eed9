"""Curation tasks as the wire shows them, and as it sends them."""

from collections.abc import Sequence

from theatrum.consortium.curation.actions import StatusFields
from theatrum.consortium.curation.fields import TaskFields
from theatrum.consortium.curation.models import State, Task
from theatrum.consortium.curation.queries import DueDates, Wanted
from theatrum.doors.api.wire import curation as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import entity_id, parse_entity_id, parse_number
from theatrum.kernel.paging import Page

GRID_DETAILS = "org.sagebionetworks.repo.model.curation.execution.GridExecutionDetails"


def task(stored: Task) -> wire.CurationTask:
    """Return a task."""
    return wire.CurationTask(
        task_id=stored.id,
        data_type=stored.data_type,
        project_id=entity_id(stored.project_id),
        instructions=stored.instructions,
        etag=stored.etag,
        created_on=stored.created_on,
        modified_on=stored.modified_on,
        created_by=str(stored.created_by),
        modified_by=str(stored.modified_by),
        assignee_principal_id=None if stored.assignee_id is None else str(stored.assignee_id),
        task_properties=stored.properties,
    )


def status(stored: Task) -> wire.TaskStatus:
    """Return how far a task is."""
    found = stored.status
    details = (
        None
        if found.session_id is None
        else wire.GridExecutionDetails(concrete_type=GRID_DETAILS, active_session_id=found.session_id)
    )
    return wire.TaskStatus(
        task_id=stored.id,
        state=State(found.state).value,
        execution_details=details,
        last_updated_by=str(found.updated_by),
        last_updated_on=found.updated_on,
        due_date=found.due_on,
        etag=found.etag,
    )


def page_of(found: Sequence[Task], page: Page) -> wire.ListCurationTaskResponse:
    """Return a page of tasks; one more than the page means that there is another."""
    shown = found[: page.limit]
    return wire.ListCurationTaskResponse(
        page=[task(one) for one in shown],
        bundle_page=[wire.TaskBundle(task=task(one), status=status(one)) for one in shown],
        next_page_token=page.next_token() if len(found) > page.limit else None,
    )


def read_task(body: wire.CurationTask) -> TaskFields:
    """Return what a task of the wire sets. Raises InvalidRequest for what is missing."""
    for name, value in (("projectId", body.project_id), ("dataType", body.data_type)):
        if not value:
            raise InvalidRequest(reason=f"{name} is required.")
    if body.task_properties is None:
        raise InvalidRequest(reason="taskProperties is required: they say which data the task is about.")
    assignee = body.assignee_principal_id
    return TaskFields(
        project_id=parse_entity_id(body.project_id or ""),
        data_type=body.data_type or "",
        instructions=body.instructions or "",
        assignee_id=None if assignee is None else parse_number(assignee, what="assigneePrincipalId"),
        properties=body.task_properties,
    )


def read_status(body: wire.TaskStatus) -> StatusFields:
    """Return what a status of the wire sets. Raises InvalidRequest for what is missing."""
    if body.state is None:
        raise InvalidRequest(reason="state is required.")
    details = body.execution_details
    return StatusFields(
        state=State(body.state),
        session_id=details.active_session_id if details else None,
        due_on=body.due_date,
        # Clients that do not know the date leave it out.
        sets_due="due_date" in body.model_fields_set,
    )


def read_wanted(body: wire.ListCurationTaskRequest) -> Wanted:
    """Return which tasks are wanted."""
    due, assignees = body.due_date, body.assignee_ids
    return Wanted(
        project_id=None if body.project_id is None else parse_entity_id(body.project_id),
        assignee_ids=None if assignees is None else [parse_number(one, what="assignee id") for one in assignees],
        is_mine=bool(body.assigned_to_me),
        states=None if body.state_filter is None else [State(one) for one in body.state_filter],
        task_ids=body.task_ids,
        due=None if due is None else DueDates(due.start, due.end, include_unset=bool(due.include_unset)),
    )
