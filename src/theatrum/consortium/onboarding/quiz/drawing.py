"""Drawing the questions of an attempt: as many of each subject as it asks, in an order that tells nothing. Pure."""

import random
from collections.abc import Collection

from theatrum.checks.profile.quiz_shapes import Question, Quiz
from theatrum.kernel.jsontext import JsonObject


def draw(quiz: Quiz, *, seen: Collection[str], chance: random.Random) -> list[JsonObject]:
    """Return the questions of an attempt as they are kept; those not ``seen`` lately come first."""
    chosen: list[Question] = []
    for subject in quiz.subjects:
        pool = [question for question in quiz.questions if question.subject == subject.subject]
        chance.shuffle(pool)
        pool.sort(key=lambda question: question.question in seen)
        chosen += pool[: subject.asked]
    chance.shuffle(chosen)
    return [_kept(question, chance) for question in chosen]


def _kept(question: Question, chance: random.Random) -> JsonObject:
    options = list(question.options)
    chance.shuffle(options)
    return {
        "question": question.question,
        "subject": question.subject,
        "text": question.text,
        "several": question.takes_several,
        "options": [{"text": option.text, "right": option.right} for option in options],
        "explanation": question.explanation,
    }
