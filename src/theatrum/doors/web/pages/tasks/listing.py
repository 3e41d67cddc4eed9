"""Tasks as a list: mine across projects, what waits for my review, all that I may see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.consortium.curation import queries
from theatrum.consortium.curation.due import by_due_date, ends_of
from theatrum.consortium.curation.models import State, Task
from theatrum.consortium.curation.progress import Progress, progress_of
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities.shown import Badge, Bar
from theatrum.doors.web.pages.tasks import words
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts

PAGE = 50
_OPEN = (State.NOT_STARTED, State.IN_PROGRESS, State.EXECUTING, State.IN_REVIEW)
_STATES = {"open": _OPEN, "done": (State.COMPLETED, State.CANCELED), "every": tuple(State)}


@dataclass(frozen=True)
class Line:
    """A task as a list shows it."""

    task: Task
    state: Badge
    due: words.Due | None
    assignee: str
    progress: Progress
    told: str
    bar: Bar


@viewer.signed_in
def tasks(request: HttpRequest) -> HttpResponseBase:
    """List tasks, those that are due first at the top."""
    actor = viewer.actor(request)
    reviewable = queries.tasks_to_review(actor)
    show = request.GET.get("show") or ("mine" if queries.tasks_of(actor).exists() else "all")
    found = {"mine": queries.tasks_of, "review": queries.tasks_to_review}.get(show, queries.visible_tasks)(actor)
    state, text, project = request.GET.get("state", "open"), request.GET.get("q", "").strip(), request.GET.get("in", "")
    if show != "review":
        found = found.filter(status__state__in=_STATES.get(state, _OPEN))
    projects = list(found.order_by("project__name").values_list("project_id", "project__name").distinct())
    if project.isdecimal():
        found = found.filter(project_id=min(int(project), 2**62))
    if text:
        found = found.filter(data_type__icontains=text)
    page = Paginator(by_due_date(found), PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "lines": lines(actor, page.object_list),
        "show": show,
        "state": state,
        "q": text,
        "projects": projects,
        "project": project,
        "reviews": reviewable.count(),
        "query": f"show={show}&state={state}&in={project}&q={text}&",
    }
    return render(request, "tasks/tasks.html", values)


def lines(actor: Actor, found: Iterable[Task]) -> list[Line]:
    """Return tasks as a list shows them, in a few queries for all."""
    some = list(found)
    progress, ends = progress_of(actor, some), ends_of(some)
    names = accounts.names({task.assignee_id for task in some if task.assignee_id is not None})
    return [
        Line(
            task=task,
            state=words.STATES[State(task.status.state)],
            due=words.due(task, ends.get(task.id)),
            assignee=names.get(task.assignee_id or 0, ""),
            progress=progress[task.id],
            told=words.told(progress[task.id]),
            bar=words.drawn(progress[task.id]),
        )
        for task in some
    ]
