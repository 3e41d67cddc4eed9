"""What a center affirms, plans and hears before it submits, and who is reminded of it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from theatrum.checks.profile.onboarding_shapes import Gate
from theatrum.checks.profile.shape import TUPLE, Key, Shape, Text, Version

# Whom a reminder goes to: the person or, of a center, who represents it, all its people, its liaison.
Whom = Literal["person", "representatives", "people", "liaison"]


def _as_date(value: object) -> object:
    """Take a day as it is written: YAML's core schema has no dates."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


class ChecklistItem(Shape):
    """One statement that a center affirms, and the clause of its agreement that asks for it."""

    item: Key
    clause: Text
    text: Text
    help: Text = ""


class Acceptance(Shape):
    """The checklist of a center for a release; a new ``version`` asks every center again.

    ``signed_by`` names roles of a center; without them, whoever represents it signs.
    """

    version: Version
    about: Text
    signed_by: Annotated[tuple[Key, ...], TUPLE] = ()
    items: Annotated[tuple[ChecklistItem, ...], TUPLE, Field(min_length=1)]


class PlanRules(Shape):
    """What a plan for de-identification says; ``formats`` are endings of files that one may be."""

    about: Text
    contents: Annotated[tuple[Text, ...], TUPLE]
    formats: Annotated[tuple[Text, ...], TUPLE] = (".pdf", ".docx", ".md", ".txt")


class SessionSeed(Shape):
    """An information session; one without a day is planned. ``required`` ones are to be attended, or watched.

    ``public`` ones are shown to every account, also of who is not of the consortium.
    """

    session: Key
    title: Text
    held_on: Annotated[date, BeforeValidator(_as_date)] | None = None
    agenda: Annotated[tuple[Text, ...], TUPLE] = ()
    preparation: Annotated[tuple[Text, ...], TUPLE] = ()
    slides: Text | None = None
    recording: Text | None = None
    required: bool = True
    public: bool = False


class Reminder(Shape):
    """A rule: at a gate that is closed ``after_days``, then ``every_days``, at most ``most`` times."""

    reminder: Key
    gate: Annotated[Gate, Field(strict=False)]
    after_days: Annotated[int, Field(ge=1)]
    every_days: Annotated[int, Field(ge=1)]
    most: Annotated[int, Field(ge=1)] = 10
    whom: Annotated[tuple[Whom, ...], TUPLE, Field(min_length=1)]


class Checklists(Shape):
    """The content of ``checklists.yaml``."""

    acceptance: Acceptance | None = None
    plan: PlanRules | None = None
    sessions: Annotated[tuple[SessionSeed, ...], TUPLE] = ()
    reminders: Annotated[tuple[Reminder, ...], TUPLE] = ()
