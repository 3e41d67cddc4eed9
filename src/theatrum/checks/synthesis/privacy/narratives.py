"""Free text in which no single word says who it is, and all together do."""

import random

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.persons import family, given
from theatrum.checks.synthesis.privacy.planted import Writing

_WHO = ("retired teacher", "truck driver", "school principal", "farmer", "nurse", "firefighter", "baker", "veteran")
_WHERE = ("Ohio", "rural Vermont", "Brooklyn", "Tucson", "the North Shore", "Santa Fe", "Baton Rouge", "Duluth")
_KIN = ("daughter", "son", "wife", "husband", "sister", "mother")
_HOSPITALS = ("Mercy Hospital", "St. Luke's Hospital", "County General", "Memorial Clinic", "the VA hospital")
_SEASONS = ("last spring", "on Tuesday", "the week before Christmas", "in early June", "around Thanksgiving")


def _history(chance: random.Random) -> str:
    return (
        f"{chance.randint(38, 88)} yo {chance.choice(_WHO)} from {chance.choice(_WHERE)}, lives with"
        f" {chance.choice(_KIN)} {given(chance)}; admitted to {chance.choice(_HOSPITALS)} {chance.choice(_SEASONS)}"
    )


def _letter(chance: random.Random) -> str:
    return (
        f"Dear Dr. {family(chance)}, thank you for referring this {chance.choice(_WHO)} who came to"
        f" {chance.choice(_HOSPITALS)} {chance.choice(_SEASONS)} with {chance.choice(_KIN)}"
    )


def _note(chance: random.Random) -> str:
    return (
        f"pt's {chance.choice(_KIN)} {given(chance)} called {chance.choice(_SEASONS)}, wants results sent to"
        f" {chance.choice(_HOSPITALS)} in {chance.choice(_WHERE)}"
    )


WRITINGS: tuple[Writing, ...] = (
    Writing(Kind.FREE_TEXT, "history", Strength.WEAK, _history),
    Writing(Kind.FREE_TEXT, "letter", Strength.WEAK, _letter),
    Writing(Kind.FREE_TEXT, "note", Strength.WEAK, _note),
)
