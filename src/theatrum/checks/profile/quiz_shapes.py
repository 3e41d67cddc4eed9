"""How a profile certifies people: the quiz with its pool of questions, and practice on a broken data set."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from theatrum.checks.profile.shape import TUPLE, ComponentName, Key, Shape, Text


class Way(StrEnum):
    """What certifies a person."""

    QUIZ = "quiz"
    PRACTICE = "practice"


def _way(value: object) -> object:
    known = {way.value: way for way in Way}
    return known.get(value, value) if isinstance(value, str) else value


class Certification(Shape):
    """What certifies: ``pass_mark`` of ``questions`` right answers, or a mended practice.

    ``valid_days`` is how long it holds; without it, for good.
    """

    questions: Annotated[int, Field(ge=1)]
    pass_mark: Annotated[int, Field(ge=1)]
    by: Annotated[tuple[Annotated[Way, BeforeValidator(_way)], ...], TUPLE, Field(min_length=1)] = (Way.QUIZ,)
    valid_days: Annotated[int, Field(ge=1)] | None = None


class Practice(Shape):
    """A broken data set to mend: rows of some components of a release's model, with a defect of each class.

    ``center`` is a prefix of identifiers that no center has: what is practised must not meet anything real.
    ``kept_days`` after it was last begun it is deleted, mended or not.
    """

    center: Text
    components: Annotated[tuple[ComponentName, ...], TUPLE, Field(min_length=1)]
    participants: Annotated[int, Field(ge=2, le=100)]
    defects: Annotated[tuple[Text, ...], TUPLE, Field(min_length=1)]
    kept_days: Annotated[int, Field(ge=1)] = 14
    about: Text


class Subject(Shape):
    """A subject of the quiz: ``asked`` questions of it are drawn for each attempt."""

    subject: Key
    name: Text
    asked: Annotated[int, Field(ge=1)]
    # Where the answers stand: a page of this server or of the documentation, as people call it.
    read: Text


class Option(Shape):
    """One possible answer."""

    text: Text
    right: bool = False


class Question(Shape):
    """A question with its possible answers, one or more of them right, and why."""

    question: Key
    subject: Key
    text: Text
    options: Annotated[tuple[Option, ...], TUPLE, Field(min_length=3, max_length=6)]
    explanation: Text

    @property
    def takes_several(self) -> bool:
        """Tell whether more than one answer is right."""
        return sum(option.right for option in self.options) > 1


class Quiz(Shape):
    """The content of ``quiz.yaml``."""

    certification: Certification
    practice: Practice | None = None
    subjects: Annotated[tuple[Subject, ...], TUPLE, Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], TUPLE, Field(min_length=1)]

    @model_validator(mode="after")
    def _asks_what_it_says(self) -> Self:
        asked = sum(subject.asked for subject in self.subjects)
        if asked != self.certification.questions:
            raise ValueError(f"the subjects ask {asked} questions; certification says {self.certification.questions}")
        if self.certification.pass_mark > asked:
            raise ValueError(f"nobody can give {self.certification.pass_mark} right answers to {asked} questions")
        if Way.PRACTICE in self.certification.by and self.practice is None:
            raise ValueError("practice certifies, but there is no practice")
        return self
