"""What people do about a task: start it, submit it for review, return it, hand it over, say something."""

from datetime import datetime

from theatrum.consortium.curation.actions import adopt_session, get_locked_task, lock_task, save_status, status_facts
from theatrum.consortium.curation.errors import NotYourReview, StepNotPossible, TaskIsInvalid
from theatrum.consortium.curation.fields import require_principals
from theatrum.consortium.curation.models import State, Step, StepKind, Task
from theatrum.consortium.curation.progress import source_id_of
from theatrum.consortium.curation.queries import find_task_of, get_task, may_review, may_work
from theatrum.consortium.curation.states import ENDED, MOVES
from theatrum.consortium.curation.telling import tell_step, tell_taken_over
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.grids.authorization import asked_about
from theatrum.repository.grids.models import Authorization, Workspace

LONGEST_TEXT = 4_000


def move_task(*, actor: Actor, task_id: int, kind: StepKind, text: str = "") -> Task:
    """Bring a task to where a step leads. ``text`` is the reason, or a word to who is next.

    Raises TaskNotFound, NotYourTask, NotYourReview, StepNotPossible, TaskIsInvalid.
    """
    move, task = MOVES[kind], lock_task(actor, task_id)
    if move.by_reviewer and not may_review(actor, task):
        raise NotYourReview(id=task.id)
    said = _said(text, is_needed=move.needs_reason)
    if task.status.state not in move.starts:
        raise StepNotPossible(what=StepKind(kind).label.lower(), state=State(task.status.state).label.lower())
    before = status_facts(task.status)
    task.status.state = move.end
    save_status(actor, task)
    _note(actor, task, kind, text=said)
    _remember(actor, task, before=before, after=status_facts(task.status))
    tell_step(actor, task, kind)
    return task


def begin_work(*, actor: Actor, source_id: int, session_id: str | None = None) -> None:
    """Let the task about a record set or a folder be worked on in a session that is open for all, or without one.

    Whoever is asked has started it by that; who only looks after it has not.
    """
    task = find_task_of(actor, source_id)
    if task is None or not may_work(actor, task):
        return
    if session_id is not None:
        shared = Workspace.objects.filter(
            session_id=session_id, deleted_on=None, authorization=Authorization.SOURCE_BENEFACTOR
        )
        if not shared.exists():
            return
        adopt_session(actor=actor, task_id=task.id, session_id=session_id)
    if task.status.state == State.NOT_STARTED and task.assignee_id in actor.principal_ids:
        move_task(actor=actor, task_id=task.id, kind=StepKind.STARTED)


def hand_over_task(*, actor: Actor, task_id: int, principal_id: int, text: str = "") -> Task:
    """Let a task be another person's or team's; who works on it may hand it over, and who may change the project.

    Raises TaskNotFound, NotYourTask, TaskIsInvalid.
    """
    task = lock_task(actor, task_id)
    require_principals([principal_id], what="The new assignee")
    _assign(actor, task, principal_id, _said(text))
    tell_step(actor, task, StepKind.HANDED_OVER)
    return task


def take_over_task(*, actor: Actor, task_id: int) -> Task:
    """Let a task that is another's be the actor's own, as whoever has it may be away.

    It is for who may change the record set that it is about, or what is in its folder.
    Raises TaskNotFound, TaskIsInvalid where it has ended or is about nothing, and what access refuses.
    """
    task = get_locked_task(actor, task_id)
    number = source_id_of(task)
    if number is None or task.status.state in ENDED:
        raise TaskIsInvalid(reason="Only a task that is to be done still, in a place, is taken over.")
    access.require(actor, Permission.UPDATE, asked_about(Permission.UPDATE, require_node(actor, number)))
    former = task.assignee_id
    if former == actor.id:
        raise TaskIsInvalid(reason="The task is yours already.")
    _assign(actor, task, actor.id, "")
    if former is not None:
        tell_taken_over(actor, task, former)
    return task


def set_due_date(*, actor: Actor, task_id: int, due_on: datetime | None) -> Task:
    """Say until when a task is to be done; None takes the date away. Raises TaskNotFound, NotYourReview."""
    task = lock_task(actor, task_id)
    if not may_review(actor, task):
        raise NotYourReview(id=task.id)
    before = status_facts(task.status)
    task.status.due_on = due_on
    save_status(actor, task)
    _note(actor, task, StepKind.DUE_SET, due_on=due_on)
    _remember(actor, task, before=before, after=status_facts(task.status))
    return task


def comment_task(*, actor: Actor, task_id: int, text: str) -> Step:
    """Say something about a task; whoever may read the project may. Raises TaskNotFound, TaskIsInvalid."""
    task = get_task(actor, task_id)
    step = _note(actor, task, StepKind.COMMENTED, text=_said(text, is_needed=True))
    _remember(actor, task, before=None, after={"step": step.pk})
    tell_step(actor, task, StepKind.COMMENTED)
    return step


def _assign(actor: Actor, task: Task, principal_id: int, said: str) -> None:
    before, task.assignee_id = task.assignee_id, principal_id
    task.etag, task.modified_on, task.modified_by = new_etag(), clock.now(), actor.id
    task.save(update_fields=["assignee_id", "etag", "modified_on", "modified_by"])
    _note(actor, task, StepKind.HANDED_OVER, text=said, principal_id=principal_id)
    _remember(actor, task, before={"assignee": before}, after={"assignee": principal_id})


def _said(text: str, *, is_needed: bool = False) -> str:
    said = text.strip()
    if is_needed and not said:
        raise TaskIsInvalid(reason="Say what is to be done, so that who reads it can do it.")
    if len(said) > LONGEST_TEXT:
        raise TaskIsInvalid(reason=f"The text has {len(said):,} characters; {LONGEST_TEXT:,} is the most.")
    return said


def _note(
    actor: Actor,
    task: Task,
    kind: StepKind,
    *,
    text: str = "",
    principal_id: int | None = None,
    due_on: datetime | None = None,
) -> Step:
    return Step.objects.create(
        task=task, kind=kind, at=clock.now(), actor_id=actor.id, text=text, principal_id=principal_id, due_on=due_on
    )


def _remember(actor: Actor, task: Task, *, before: JsonObject | None, after: JsonObject) -> None:
    audit.record(actor.id, "task_moved", subject_kind="task", subject_id=task.id, before=before, after=after)
