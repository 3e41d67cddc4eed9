"""What stands before a submission in a consortium: ``onboarding.yaml`` of its profile."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from theatrum.checks.profile.shape import TUPLE, Key, Shape, Text


class Gate(StrEnum):
    """Something that must be so before data is written; the profile names those that hold."""

    EMAIL = "email"
    TERMS = "terms"
    SECOND_FACTOR = "second_factor"
    CERTIFIED = "certified"
    AFFILIATED = "affiliated"
    INSTITUTION = "institution"
    LIAISON = "liaison"
    WRANGLER = "wrangler"
    AGREEMENT = "agreement"
    CHECKLIST = "checklist"
    PLAN = "plan"
    PERSONNEL = "personnel"
    CERTIFIED_USER = "certified_user"
    SESSIONS = "sessions"
    SPONSOR = "sponsor"
    ACTIVE = "active"
    RELEASE_OPEN = "release_open"
    FOLDER_OPEN = "folder_open"
    SCOPE = "scope"


OF_PERSON = (Gate.EMAIL, Gate.TERMS, Gate.SECOND_FACTOR, Gate.CERTIFIED, Gate.AFFILIATED, Gate.INSTITUTION)
OF_CENTER = (
    Gate.LIAISON,
    Gate.WRANGLER,
    Gate.AGREEMENT,
    Gate.CHECKLIST,
    Gate.PLAN,
    Gate.PERSONNEL,
    Gate.CERTIFIED_USER,
    Gate.SESSIONS,
    Gate.SPONSOR,
    Gate.ACTIVE,
)
OF_PLACE = (Gate.RELEASE_OPEN, Gate.FOLDER_OPEN, Gate.SCOPE)


class GateRule(Shape):
    """One gate: what it is called, who can open it, and what they do next.

    In ``owner`` and ``step`` stand ``{liaison}``, ``{center}``, ``{scope}``, ``{agreement}`` and ``{release}`` for what
    they are here. A soft gate is shown, and stops nobody. ``of_staff``: it holds for the coordinating center's staff
    as well.
    """

    gate: Annotated[Gate, Field(strict=False)]
    name: Text
    owner: Text
    step: Text
    is_soft: bool = False
    of_staff: bool = False


class AgreementText(Shape):
    """The agreement that an institution executes before any data of it is taken."""

    name: Text
    short_name: Text
    version: Text
    about: Text


class Onboarding(Shape):
    """The content of ``onboarding.yaml``: gates in the order in which they open, and the agreement in force.

    ``wrangler`` is the role that a center must have somebody in.
    """

    wrangler: Key | None = None
    agreement: AgreementText | None = None
    person: Annotated[tuple[GateRule, ...], TUPLE] = ()
    center: Annotated[tuple[GateRule, ...], TUPLE] = ()
    place: Annotated[tuple[GateRule, ...], TUPLE] = ()

    def rules(self) -> tuple[GateRule, ...]:
        """Return the gates of people, of centers and of places, in this order."""
        return (*self.person, *self.center, *self.place)

    def find(self, gate: Gate) -> GateRule | None:
        """Return the rule of a gate; None where it does not hold here."""
        return next((rule for rule in self.rules() if rule.gate is gate), None)


PARTS: tuple[tuple[str, Collection[Gate]], ...] = (("person", OF_PERSON), ("center", OF_CENTER), ("place", OF_PLACE))
