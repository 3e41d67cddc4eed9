"""Reads ``quiz.yaml``, and holds its questions against its subjects."""

from collections import Counter
from collections.abc import Collection

from theatrum.checks.profile.cross_checks import check_all_known, check_known, check_unique
from theatrum.checks.profile.documents import Document, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.quiz_shapes import Question, Quiz
from theatrum.checks.profile.typed import typed

FILE = "quiz.yaml"


def read_quiz(folder: ProfileFolder, *, components: Collection[str], centers: Collection[str]) -> Quiz | None:
    """Read and cross-check the quiz; None where the profile has no such file. Raises ProfileInvalid."""
    if not any(folder.names(".", FILE)):
        return None
    document = read_document(folder, FILE)
    quiz = typed(Quiz, document)
    subjects = [subject.subject for subject in quiz.subjects]
    check_unique(document, ("subjects",), subjects)
    check_unique(document, ("questions",), (question.question for question in quiz.questions))
    for index, question in enumerate(quiz.questions):
        check_known(document, ("questions", index, "subject"), question.subject, subjects)
        _check_options(document, index, question)
    _check_pool(document, quiz)
    if quiz.practice is not None:
        check_all_known(document, ("practice", "components"), quiz.practice.components, components)
        if quiz.practice.center in centers:
            problem = f"{quiz.practice.center} is a center."
            raise document.problem(("practice", "center"), problem, "Name a prefix that no center has.")
    return quiz


def _check_options(document: Document, index: int, question: Question) -> None:
    place = ("questions", index, "options")
    check_unique(document, place, (option.text for option in question.options))
    right = sum(option.right for option in question.options)
    if not 0 < right < len(question.options):
        problem = f"{right} of {len(question.options)} answers are right."
        raise document.problem(place, problem, "Have at least one right and one wrong answer.")


def _check_pool(document: Document, quiz: Quiz) -> None:
    there = Counter(question.subject for question in quiz.questions)
    for index, subject in enumerate(quiz.subjects):
        if there[subject.subject] < subject.asked:
            problem = f"{subject.asked} questions are asked, and there are {there[subject.subject]}."
            raise document.problem(("subjects", index, "asked"), problem, "Write more, or ask fewer.")
