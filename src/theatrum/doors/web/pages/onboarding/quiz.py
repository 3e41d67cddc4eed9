"""The certification quiz: one question a page, kept at once, so that it can be left and gone on with."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from theatrum.consortium.onboarding.quiz import actions, queries
from theatrum.consortium.onboarding.quiz.asked import Asked, asked_in
from theatrum.consortium.onboarding.quiz.certifying import facts_of, valid_until
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError

MOST_LISTED = 20


@viewer.signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Say what the quiz is, whether it is passed, and where it was left."""
    actor = viewer.actor(request)
    quiz, attempt, user = queries.get_quiz(), queries.open_attempt(actor), viewer.account(request)
    asked = asked_in(attempt) if attempt is not None else []
    certified_on = user.certified_on if user is not None else None
    values = {
        "quiz": quiz,
        "is_certified": facts_of([actor.id], "")[actor.id].is_open,
        "certified_on": certified_on,
        "until": valid_until(certified_on),
        "attempts": queries.attempts_of(actor)[:MOST_LISTED],
        "asked": asked,
        "answered": sum(one.is_answered for one in asked),
        "next": _next(asked),
        "certifies": "quiz" in quiz.certification.by,
        "may_practice": quiz.practice is not None,
        "practice_certifies": "practice" in quiz.certification.by,
    }
    return render(request, "onboarding/quiz/overview.html", values)


@viewer.signed_in
@require_POST
def start(request: HttpRequest) -> HttpResponseBase:
    """Begin an attempt, or go on with the one that was left."""
    with writing():
        attempt = actions.start_attempt(actor=viewer.actor(request))
    return _question(_next(asked_in(attempt)))


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show a question; by POST keep the answer and lead to where the pressed button says."""
    actor = viewer.actor(request)
    attempt = queries.open_attempt(actor)
    if attempt is None or not 0 < number <= len(attempt.questions):
        return HttpResponseRedirect(reverse("quiz"))
    if request.method == "POST":
        chosen = [int(one) for one in request.POST.getlist("answer") if one.isascii() and one.isdecimal()]
        with writing():
            actions.answer_question(actor=actor, number=number, chosen=chosen)
        return _onwards(request, number, len(attempt.questions))
    asked = asked_in(attempt)
    names = {subject.subject: subject.name for subject in queries.get_quiz().subjects}
    here = asked[number - 1]
    values = {
        "asked": asked,
        "here": here,
        "subject": names.get(here.subject, ""),
        "answered": sum(one.is_answered for one in asked),
        "is_last": number == len(asked),
    }
    return render(request, "onboarding/quiz/question.html", values)


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponseBase:
    """Look once more over what is answered; by POST have it graded."""
    actor = viewer.actor(request)
    attempt = queries.open_attempt(actor)
    if attempt is None:
        return HttpResponseRedirect(reverse("quiz"))
    if request.method == "POST":
        try:
            with writing():
                done = actions.submit_attempt(actor=actor)
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("quiz_submit"))
        return HttpResponseRedirect(reverse("quiz_attempt", args=[done.pk]))
    asked = asked_in(attempt)
    values = {"asked": asked, "missing": [one for one in asked if not one.is_answered]}
    return render(request, "onboarding/quiz/submit.html", values)


@viewer.signed_in
@require_safe
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponseBase:
    """Explain an attempt that was submitted."""
    found = queries.get_attempt(viewer.actor(request), attempt_id)
    quiz = queries.get_quiz()
    asked = asked_in(found)
    wrong = {one.subject for one in asked if not one.is_right}
    values = {
        "attempt": found,
        "asked": asked,
        "to_read": [subject for subject in quiz.subjects if subject.subject in wrong],
        "certifies": "quiz" in quiz.certification.by,
    }
    return render(request, "onboarding/quiz/attempt.html", values)


def _onwards(request: HttpRequest, number: int, last: int) -> HttpResponseBase:
    match request.POST.get("to", "next"):
        case "leave":
            messages.success(request, "Your answers are kept. Go on whenever you like.")
            return HttpResponseRedirect(reverse("quiz"))
        case "back":
            return _question(max(1, number - 1))
        case _ if number < last:
            return _question(number + 1)
    return HttpResponseRedirect(reverse("quiz_submit"))


def _next(asked: Sequence[Asked]) -> int:
    return next((one.number for one in asked if not one.is_answered), len(asked))


def _question(number: int) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("quiz_question", args=[number]))
