"""The practice: begin it, see what is left to mend, open its tables in the grid, finish it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.checks.profile.quiz_shapes import Way
from theatrum.consortium.onboarding.practice import actions
from theatrum.consortium.onboarding.practice.checking import Left
from theatrum.consortium.onboarding.practice.errors import PracticeNotThere
from theatrum.consortium.onboarding.practice.looking import counts, look
from theatrum.consortium.onboarding.practice.models import Practice
from theatrum.consortium.onboarding.practice.sandbox import rules
from theatrum.consortium.onboarding.quiz.queries import get_quiz
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import entity_id
from theatrum.repository.access.permissions import Actor


@dataclass(frozen=True)
class Table:
    """A table of the practice, and what is left in it."""

    name: str
    entity: str
    left: list[Left]


@viewer.signed_in
@require_safe
def practice(request: HttpRequest) -> HttpResponseBase:
    """Show what is left to mend, or what the practice is."""
    actor = viewer.actor(request)
    values: dict[str, object] = {"rules": rules(), "certifies": Way.PRACTICE in get_quiz().certification.by}
    found = actions.practice_of(actor)
    if found is not None:
        values |= _shown(found)
    return render(request, "onboarding/practice.html", values)


@viewer.signed_in
@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    """Begin, finish or delete."""
    try:
        told = _act(viewer.actor(request), request.POST.get("verb", ""))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("practice"))


def _act(actor: Actor, verb: str) -> str:
    if verb == "begin":
        actions.begin_practice(actor=actor)
        return "Your broken data set is ready. Nobody else sees it."
    if verb == "end":
        with writing():
            actions.end_practice(actor=actor)
        return "The practice is deleted."
    found = actions.practice_of(actor)
    if found is None or verb != "finish":
        raise PracticeNotThere(reason="Begin a practice first, by the button of this page.")
    looked = look(found)
    with writing():
        actions.finish_practice(actor=actor, looked=looked)
    return "Everything is mended." + (" You are certified." if Way.PRACTICE in get_quiz().certification.by else "")


def _shown(found: Practice) -> dict[str, object]:
    looked = look(found)
    by_table = counts(looked)
    tables = [
        Table(name, entity_id(number), [one for one in looked.left if one.component == name])
        for name, number in found.tables.items()
    ]
    return {
        "practice": found,
        "tables": tables,
        "elsewhere": [one for one in looked.left if one.component not in found.tables],
        "left": len(looked.left),
        "mended": max(0, found.defects - len(looked.left)),
        "counts": by_table,
    }
