"""Taking the quiz: begin, answer, submit. What is right is known here only, until an attempt is submitted."""

import random
from collections.abc import Collection
from itertools import chain

from theatrum.checks.profile.quiz_shapes import Way
from theatrum.consortium.onboarding.quiz.asked import asked_in
from theatrum.consortium.onboarding.quiz.certifying import certify_by
from theatrum.consortium.onboarding.quiz.drawing import draw
from theatrum.consortium.onboarding.quiz.errors import AnswerIsInvalid, AttemptIsUnfinished, AttemptNotFound
from theatrum.consortium.onboarding.quiz.models import Attempt
from theatrum.consortium.onboarding.quiz.queries import attempts_of, get_quiz
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import actions as audit

# What was asked in so many attempts comes last.
_REMEMBERED = 2


def start_attempt(*, actor: Actor) -> Attempt:
    """Return the open attempt of a person, or begin one with a fresh draw. Raises QuizNotThere."""
    quiz = get_quiz()
    # Two requests at once shall begin one attempt.
    User.objects.select_for_update().get(pk=actor.id)
    found = Attempt.objects.filter(user_id=actor.id, submitted_on=None).first()
    if found is not None:
        return found
    lately = chain.from_iterable(one.questions for one in attempts_of(actor)[:_REMEMBERED])
    seen = {question["question"] for question in lately}
    moment = clock.now()
    attempt = Attempt.objects.create(
        user_id=actor.id,
        started_on=moment,
        changed_on=moment,
        questions=draw(quiz, seen=seen, chance=random.SystemRandom()),
        pass_mark=quiz.certification.pass_mark,
    )
    audit.record(actor.id, "quiz_started", subject_kind="user", subject_id=actor.id, after={"attempt": attempt.pk})
    return attempt


def answer_question(*, actor: Actor, number: int, chosen: Collection[int]) -> Attempt:
    """Keep what a person chose, by the places of options from 0; ``number`` counts questions from 1.

    Nothing chosen takes an answer back. Raises AttemptNotFound, AnswerIsInvalid.
    """
    attempt = _open(actor)
    if not 0 < number <= len(attempt.questions):
        raise AnswerIsInvalid(number=number, reason=f"there are questions 1 to {len(attempt.questions)}.")
    question = attempt.questions[number - 1]
    if not all(0 <= place < len(question["options"]) for place in chosen):
        raise AnswerIsInvalid(number=number, reason="choose among the answers that are shown.")
    if len(set(chosen)) > 1 and not question["several"]:
        raise AnswerIsInvalid(number=number, reason="choose one answer.")
    attempt.answers = {**attempt.answers, str(number - 1): sorted(set(chosen))}
    attempt.changed_on = clock.now()
    attempt.save(update_fields=["answers", "changed_on"])
    return attempt


def submit_attempt(*, actor: Actor) -> Attempt:
    """Grade the open attempt; who passes is certified by the server. Raises AttemptNotFound, AttemptIsUnfinished."""
    attempt = _open(actor)
    asked = asked_in(attempt)
    if missing := [str(one.number) for one in asked if not one.is_answered]:
        raise AttemptIsUnfinished(numbers=", ".join(missing))
    attempt.right = sum(one.is_right for one in asked)
    attempt.has_passed = attempt.right >= attempt.pass_mark
    attempt.submitted_on = attempt.changed_on = clock.now()
    attempt.save(update_fields=["right", "has_passed", "submitted_on", "changed_on"])
    after = {"attempt": attempt.pk, "right": attempt.right, "asked": len(asked), "passed": attempt.has_passed}
    audit.record(actor.id, "quiz_submitted", subject_kind="user", subject_id=actor.id, after=after)
    if attempt.has_passed:
        certify_by(Way.QUIZ, actor.id)
    return attempt


def _open(actor: Actor) -> Attempt:
    found = Attempt.objects.select_for_update().filter(user_id=actor.id, submitted_on=None).first()
    if found is None:
        raise AttemptNotFound
    return found
