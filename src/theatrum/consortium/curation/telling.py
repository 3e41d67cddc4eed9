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
}


def tell_step(actor: Actor, task: Task, kind: StepKind) -> None:
    """Tell of a step of a task, inside the open transaction; steps of every day are told nobody.

    What waits for a review is told to the liaison of the center, all else to who is asked.
    """
    if kind not in _TITLES:
        return
    center_id = center_id_of(task.project_id) if task.project_id else ""
    is_review = kind is StepKind.SUBMITTED
    people = [task.assignee_id] if task.assignee_id is not None and not is_review else []
    if not people and not (is_review and center_id):
        return
    publish(
        topic="task_review" if is_review else "task",
        center_id=center_id,
        release=task.release,
        subject_kind="entity",
        subject_id=str(task.project_id),
        people=people,
        title=f"{_name(task)} {_TITLES[kind]}",
        link=f"/tasks/{task.id}",
        by=actor.id,
    )


def _name(task: Task) -> str:
    """Name a task by its component: what it is called may be anything."""
    what = f"The task {task.component}" if task.component else f"Task {task.id}"
    return f"{what} of release {task.release}" if task.release is not None else what
