"""What is done about a task by its buttons and forms."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.curation import queries
from theatrum.consortium.curation.errors import TaskIsInvalid
from theatrum.consortium.curation.models import State, StepKind
from theatrum.consortium.curation.steps import (
    begin_work,
    comment_task,
    hand_over_task,
    move_task,
    set_due_date,
    take_over_task,
)
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.grids import opening
from theatrum.doors.web.pages.tasks import words
from theatrum.doors.web.pages.tasks.task import own_place, source_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.clock import end_of
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.repository.access.permissions import Actor


class DueForm(forms.Form):
    """A day; none takes the date away."""

    due = forms.DateField(required=False)


@viewer.signed_in
@require_POST
def act(request: HttpRequest, task_id: int) -> HttpResponseBase:
    """Do what the pressed button says."""
    try:
        with writing():
            told = _act(request, viewer.actor(request), task_id)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("task", args=[task_id]))


@viewer.signed_in
@require_POST
def work(request: HttpRequest, task_id: int) -> HttpResponseBase:
    """Go on where the task was left: its grid is opened, or where tables of a center's own are uploaded."""
    actor = viewer.actor(request)
    task = queries.get_task(actor, task_id)
    source = source_of(actor, task)
    if source is None:
        raise InvalidRequest(reason=f"What task {task.id} is about is in the trash, or may not be read by you.")
    if (folder := own_place(source)) is not None:
        with writing():
            begin_work(actor=actor, source_id=source.id)
        return HttpResponseRedirect(reverse("own_table", args=[folder.public_id]))
    return opening.open_grid(request, source.public_id)


def _act(request: HttpRequest, actor: Actor, task_id: int) -> str:
    verb, text = request.POST.get("verb", ""), request.POST.get("text", "")
    match verb:
        case "comment":
            comment_task(actor=actor, task_id=task_id, text=text)
            return "Said."
        case "hand_over":
            hand_over_task(actor=actor, task_id=task_id, principal_id=_principal(request), text=text)
            return "Handed over."
        case "take_over":
            take_over_task(actor=actor, task_id=task_id)
            return "The task is yours now."
        case "due":
            set_due_date(actor=actor, task_id=task_id, due_on=_due(request))
            return "The due date is set."
        case _ if verb in words.BUTTONS:
            task = move_task(actor=actor, task_id=task_id, kind=StepKind(verb), text=text)
            return f"The task is now: {words.STATES[State(task.status.state)].text.lower()}."
    raise TaskIsInvalid(reason="Press one of the buttons of the page.")


def _principal(request: HttpRequest) -> int:
    text = request.POST.get("principal", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise TaskIsInvalid(reason="Choose who takes the task over.")
    return int(text)


def _due(request: HttpRequest) -> datetime | None:
    form = DueForm(request.POST)
    if not form.is_valid():
        raise TaskIsInvalid(reason="The due date is a day, such as 2027-01-31.")
    day = form.cleaned_data["due"]
    return None if day is None else end_of(day)
