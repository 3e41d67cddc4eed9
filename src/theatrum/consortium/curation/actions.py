"""Making, changing and deleting tasks, and saying how far they are."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from theatrum.consortium.curation.errors import (
    DataTypeIsTaken,
    NotYourTask,
    TaskIsInvalid,
    TaskIsStale,
)
from theatrum.consortium.curation.fields import TaskFields, check_fields, mode_of
from theatrum.consortium.curation.models import State, Status, StepKind, Task
from theatrum.consortium.curation.queries import get_task, is_assigned, may_work
from theatrum.consortium.curation.telling import tell_step
from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access import guards
from theatrum.repository.access.permissions import Actor, Aspect, Permission, Side
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.grids.queries import find_workspace


@dataclass(frozen=True, slots=True)
class StatusFields:
    """How far a task is. ``session_id`` None says that there is no open grid; without ``sets_due`` the date stays."""

    state: State
    session_id: str | None = None
    due_on: datetime | None = None
    sets_due: bool = False


def create_task(*, actor: Actor, fields: TaskFields) -> Task:
    """Make a task, which nobody has started yet.

    Raises TaskIsInvalid, DataTypeIsTaken, NotSupported, and what access refuses: who may update the project may make
    tasks in it.
    """
    project = require_node(actor, fields.project_id, Permission.UPDATE)
    checked, moment = check_fields(actor, fields), clock.now()
    task = Task(project=project, etag=new_etag(), created_on=moment, created_by=actor.id)
    _fill(task, checked, actor, moment)
    _save(task)
    Status.objects.create(task=task, updated_by=actor.id, updated_on=moment, etag=new_etag())
    audit.record(actor.id, "task_created", subject_kind="task", subject_id=task.id, after=_snapshot(task))
    return task


def update_task(*, actor: Actor, task_id: int, etag: str, fields: TaskFields) -> Task:
    """Change a task; another suggestion of who shares its grid lets go of the open one.

    Raises TaskNotFound, TaskIsStale, TaskIsInvalid, DataTypeIsTaken, NotSupported, and what access refuses.
    """
    list(Task.objects.select_for_update().filter(id=min(task_id, 2**62)).values_list("id"))
    task = get_task(actor, task_id)
    require_node(actor, task.project_id, Permission.UPDATE)
    if task.etag != etag:
        raise TaskIsStale(what=f"task {task.id}")
    checked = check_fields(actor, fields)
    if checked.project_id != task.project_id:
        raise TaskIsInvalid(reason="The project of a task cannot be changed: make another task there.")
    before, mode, asked = _snapshot(task), mode_of(task.properties), task.assignee_id
    task.etag = new_etag()
    _fill(task, checked, actor, clock.now())
    _save(task)
    if mode_of(task.properties) != mode and task.status.session_id is not None:
        task.status.session_id = None
        save_status(actor, task)
    audit.record(
        actor.id, "task_updated", subject_kind="task", subject_id=task.id, before=before, after=_snapshot(task)
    )
    if task.assignee_id != asked:
        tell_step(actor, task, StepKind.HANDED_OVER)
    return task


def delete_task(*, actor: Actor, task_id: int) -> None:
    """Delete a task; the data that it is about stays. Raises TaskNotFound, and what access refuses."""
    task = get_task(actor, task_id)
    require_node(actor, task.project_id, Permission.DELETE)
    audit.record(actor.id, "task_deleted", subject_kind="task", subject_id=task.id, before=_snapshot(task))
    task.delete()


def set_status(*, actor: Actor, task_id: int, etag: str, fields: StatusFields) -> Task:
    """Say how far a task is; all of it is replaced. The task's own etag stays.

    Raises TaskNotFound, NotYourTask, TaskIsStale, TaskIsInvalid.
    """
    task = lock_task(actor, task_id)
    status = task.status
    if status.etag != etag:
        raise TaskIsStale(what=f"the status of task {task.id}")
    if fields.session_id not in {None, status.session_id} and find_workspace(str(fields.session_id)) is None:
        raise TaskIsInvalid(reason=f"activeSessionId: there is no grid session {str(fields.session_id)[:40]!r}.")
    before = status_facts(status)
    status.state, status.session_id = fields.state, fields.session_id
    if fields.sets_due:
        status.due_on = fields.due_on
    _set_status(actor, task, before)
    return task


def adopt_session(*, actor: Actor, task_id: int, session_id: str) -> Task:
    """Let an open grid be the one in which a task is worked on, unless it has one that is open still.

    Raises TaskNotFound, NotYourTask.
    """
    task = lock_task(actor, task_id)
    status = task.status
    if status.session_id != session_id and (status.session_id is None or find_workspace(status.session_id) is None):
        before = status_facts(status)
        status.session_id = session_id
        _set_status(actor, task, before)
    return task


def get_locked_task(actor: Actor, task_id: int) -> Task:
    """Return a task that nobody else moves until the commit. Raises TaskNotFound, and what access refuses."""
    list(Status.objects.select_for_update().filter(task_id=min(task_id, 2**62)).values_list("id"))
    return get_task(actor, task_id)


def lock_task(actor: Actor, task_id: int) -> Task:
    """Return a task that the actor works on, with nobody else changing how far it is until the commit.

    Raises TaskNotFound, NotYourTask, and what a gate of ``access`` raises.
    """
    task = get_locked_task(actor, task_id)
    if is_assigned(actor, task):
        guards.ask(actor, Permission.UPDATE, Aspect(task.project, Side.CONTENT))
    elif not may_work(actor, task):
        raise NotYourTask(id=task.id)
    return task


def _fill(task: Task, fields: TaskFields, actor: Actor, moment: datetime) -> None:
    task.data_type, task.instructions = fields.data_type, fields.instructions
    task.assignee_id, task.properties = fields.assignee_id, fields.properties
    task.modified_on, task.modified_by = moment, actor.id


def _save(task: Task) -> None:
    try:
        with savepoint():
            task.save()
    except IntegrityError as error:
        raise DataTypeIsTaken(project=task.project.public_id, name=task.data_type) from error


def save_status(actor: Actor, task: Task) -> None:
    """Store how far a task is, as of now and by the actor."""
    status = task.status
    status.updated_by, status.updated_on, status.etag = actor.id, clock.now(), new_etag()
    status.save()


def _set_status(actor: Actor, task: Task, before: JsonObject) -> None:
    save_status(actor, task)
    after = status_facts(task.status)
    audit.record(actor.id, "task_status_set", subject_kind="task", subject_id=task.id, before=before, after=after)


def _snapshot(task: Task) -> JsonObject:
    return {
        "project": task.project_id,
        "dataType": task.data_type,
        "instructions": task.instructions,
        "assignee": task.assignee_id,
        "properties": task.properties,
    }


def status_facts(status: Status) -> JsonObject:
    """Return how far a task is, for the audit."""
    due = None if status.due_on is None else clock.wire_time(status.due_on)
    return {"state": status.state, "session": status.session_id, "due": due}
