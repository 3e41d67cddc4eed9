"""Attempts of a person."""

from theatrum.checks.profile.quiz_shapes import Quiz
from theatrum.consortium.onboarding.quiz.errors import AttemptNotFound, QuizNotThere
from theatrum.consortium.onboarding.quiz.models import Attempt
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor


def get_quiz() -> Quiz:
    """Return the quiz of the profile in force. Raises QuizNotThere."""
    quiz = in_force().quiz
    if quiz is None:
        raise QuizNotThere
    return quiz


def open_attempt(actor: Actor) -> Attempt | None:
    """Return the attempt that a person has not submitted yet."""
    return Attempt.objects.filter(user_id=actor.id, submitted_on=None).first()


def attempts_of(actor: Actor) -> list[Attempt]:
    """Return what a person submitted, the newest first."""
    return list(Attempt.objects.filter(user_id=actor.id).exclude(submitted_on=None).order_by("-submitted_on", "-id"))


def get_attempt(actor: Actor, attempt_id: int) -> Attempt:
    """Return an attempt that the person has submitted. Raises AttemptNotFound for any other."""
    found = Attempt.objects.filter(user_id=actor.id, pk=attempt_id).exclude(submitted_on=None).first()
    if found is None:
        raise AttemptNotFound
    return found
