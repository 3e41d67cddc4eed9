"""How tasks are told on pages."""

from dataclasses import dataclass
from datetime import date

from theatrum.checks.report.numbers import counted
from theatrum.consortium.curation.models import State, StepKind, Task
from theatrum.consortium.curation.progress import Progress
from theatrum.doors.web.pages.entities.shown import Badge, Bar, bar
from theatrum.kernel import clock
from theatrum.repository.entities.validation.queries import Counts

STATES = {
    State.NOT_STARTED: Badge("unknown", "Not started"),
    State.IN_PROGRESS: Badge("pending", "In progress"),
    State.EXECUTING: Badge("pending", "A program works on it"),
    State.IN_REVIEW: Badge("pending", "In review"),
    State.COMPLETED: Badge("valid", "Completed"),
    State.CANCELED: Badge("unknown", "Canceled"),
}
STEPS = {
    StepKind.STARTED: "started it",
    StepKind.SUBMITTED: "submitted it for review",
    StepKind.WITHDRAWN: "took it back from review",
    StepKind.RETURNED: "returned it",
    StepKind.APPROVED: "approved it",
    StepKind.REOPENED: "opened it again",
    StepKind.CANCELED: "canceled it",
    StepKind.HANDED_OVER: "handed it over",
    StepKind.DUE_SET: "set the due date",
    StepKind.COMMENTED: "said",
}
BUTTONS = {
    StepKind.STARTED: "Start",
    StepKind.SUBMITTED: "Submit for review",
    StepKind.WITHDRAWN: "Take back from review",
    StepKind.RETURNED: "Return",
    StepKind.APPROVED: "Approve",
    StepKind.REOPENED: "Open again",
    StepKind.CANCELED: "Cancel the task",
}


@dataclass(frozen=True)
class Due:
    """Until when, in words that say how bad it is; ``is_of_release`` where nobody said so of the task itself."""

    on: date
    words: str
    is_over: bool
    is_of_release: bool = False


def due(task: Task, end: date | None) -> Due | None:
    """Return until when a task is to be done: as somebody said, else the end of its release; None where neither is."""
    said = task.status.due_on
    on = end if said is None else said.date()
    if on is None:
        return None
    days = (on - clock.now().date()).days
    is_over = days < 0 and task.status.state not in {State.COMPLETED, State.CANCELED}
    words = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if words is None:
        words = f"in {days} days" if days > 0 else f"{-days} days ago"
    return Due(on, words, is_over, said is None)


def told(progress: Progress) -> str:
    """Return how far a task is, in words."""
    thing = "file" if progress.counts_files else "row"
    if not progress.total:
        return f"No {thing}s yet"
    parts = [f"{progress.valid:,} of {counted(progress.total, thing)} valid"]
    if progress.excepted:
        parts.append(f"{progress.excepted:,} excepted")
    if progress.invalid:
        parts.append(f"{progress.invalid:,} with errors")
    return ", ".join(parts)


def drawn(progress: Progress) -> Bar:
    """Return the picture of how far a task is."""
    return bar(Counts(progress.valid, progress.invalid, progress.waiting, progress.excepted))
