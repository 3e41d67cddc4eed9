"""The questions of an attempt as they are read back from where they are kept."""

from dataclasses import dataclass

from theatrum.consortium.onboarding.quiz.models import Attempt


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it was shown, and whether it is right and was chosen."""

    text: str
    is_right: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an attempt; ``number`` counts from 1."""

    number: int
    subject: str
    text: str
    takes_several: bool
    choices: tuple[Choice, ...]
    explanation: str

    @property
    def is_answered(self) -> bool:
        """Tell whether anything was chosen."""
        return any(choice.is_chosen for choice in self.choices)

    @property
    def is_right(self) -> bool:
        """Tell whether all right options were chosen, and no other."""
        return all(choice.is_chosen == choice.is_right for choice in self.choices)


def asked_in(attempt: Attempt) -> list[Asked]:
    """Return the questions of an attempt in the order in which they are shown."""
    return [_asked(attempt, place) for place in range(len(attempt.questions))]


def _asked(attempt: Attempt, place: int) -> Asked:
    question, chosen = attempt.questions[place], attempt.answers.get(str(place), [])
    choices = (
        Choice(option["text"], option["right"], index in chosen) for index, option in enumerate(question["options"])
    )
    return Asked(
        number=place + 1,
        subject=question["subject"],
        text=question["text"],
        takes_several=question["several"],
        choices=tuple(choices),
        explanation=question["explanation"],
    )
