"""What is true about a refused request on the quiz."""

from theatrum.kernel.errors import DomainError, Kind


class QuizNotThere(DomainError):
    """The profile has no quiz."""

    code = "quiz.not_there"
    kind = Kind.NOT_FOUND
    template = "There is no certification quiz on this installation: its profile has none."


class AttemptNotFound(DomainError):
    """The person has no such attempt."""

    code = "quiz.attempt_not_found"
    kind = Kind.NOT_FOUND
    template = "You have no such attempt at the quiz. Start one on the page of the quiz."


class AnswerIsInvalid(DomainError):
    """The answer is none of those offered."""

    code = "quiz.answer_invalid"
    kind = Kind.INVALID
    template = "Question {number}: {reason}"


class AttemptIsUnfinished(DomainError):
    """Some questions have no answer yet."""

    code = "quiz.unfinished"
    kind = Kind.CONFLICT
    template = "Answer every question before you submit. Without an answer: {numbers}."
