"""Telling of tasks: who is asked now, what was returned or approved, what waits for a review. No word of who wrote."""

from theatrum.consortium.centers.queries import center_id_of
from theatrum.consortium.curation.models import StepKind, Task
from theatrum.consortium.events.actions import publish
from theatrum.repository.access.permissions import Actor

_TITLES = {
    StepKind.SUBMITTED: "is ready for review",
    StepKind.RETURNED: "was returned",
    StepKind.APPROVED: "is approved",
    StepKind.CANCELED: "is canceled",
    StepKind.REOPENED: "is open again",
    StepKind.HANDED_OVER: "is yours now",
    StepKind.COMMENTED: "has a new comment",
}


def tell_step(actor: Actor, task: Task, kind: StepKind) -> None:
    """Tell of a step of a task, inside the open transaction; steps of every day are told nobody.

    What waits for a review, and what is said by who is asked, is told to the liaison of the center, all else to who
    is asked.
    """
    if kind not in _TITLES:
        return
    is_said = kind is StepKind.COMMENTED and task.assignee_id in actor.principal_ids
    if kind is StepKind.SUBMITTED or is_said:
        _tell(actor, task, _TITLES[kind])
    elif task.assignee_id is not None:
        _tell(actor, task, _TITLES[kind], person=task.assignee_id)


def tell_taken_over(actor: Actor, task: Task, former: int) -> None:
    """Tell who was asked until now that somebody else has taken a task over, inside the open transaction."""
    _tell(actor, task, "is with somebody else now", person=former)


def _tell(actor: Actor, task: Task, what: str, *, person: int | None = None) -> None:
    """Tell a person or a team of a task; without one, the liaison of its center."""
    center_id = center_id_of(task.project_id) if task.project_id else ""
    if person is None and not center_id:
        return
    publish(
        topic="task_review" if person is None else "task",
        center_id=center_id,
        release=task.release,
        subject_kind="entity",
        subject_id=str(task.project_id),
        people=[] if person is None else [person],
        title=f"{_name(task)} {what}",
        link=f"/tasks/{task.id}",
        by=actor.id,
    )


def _name(task: Task) -> str:
    """Name a task by its component: what it is called may be anything."""
    what = f"The task {task.component}" if task.component else f"Task {task.id}"
    return f"{what} of release {task.release}" if task.release is not None else what
