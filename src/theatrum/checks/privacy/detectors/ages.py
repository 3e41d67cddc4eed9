"""Ages in years above the cap of the policy. Ages in days are a rule of the overlay."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_OLDEST = 125
_YEARS = "([0-9]{2,3})(?:[.][0-9]{1,2})?"
_IN_WORDS = {
    "ninety": 90, "one hundred": 100, "a hundred": 100, "hundred": 100,
}  # fmt: skip


def is_old(found: re.Match[str], context: Context) -> bool:
    """Return whether a number of years is above the cap, and an age."""
    number = next(part for part in found.groups() if part is not None)
    return context.age_cap is not None and context.age_cap < int(number) <= _OLDEST


def is_old_in_words(found: re.Match[str], context: Context) -> bool:
    """Return whether an age in words is above the cap."""
    return context.age_cap is not None and _IN_WORDS[found[1].lower()] > context.age_cap


WRITINGS = (
    Writing(
        kind=Kind.AGE,
        name="years",
        strength=Strength.STRONG,
        about="A number above the cap with years old, y/o, yo, or behind aged, age of: 92 years old, aged 93",
        pattern=(
            f"{_YEARS}[ -]?(?:years?|yrs?|yr)[ -]?(?:old|of age)|{_YEARS} ?(?:y[/.]?o[.]?|y[.]o[.])"
            f"|(?:aged?|age of|age is|age was|alter|age at [a-z]{{3,20}})[ :=-]{{1,3}}{_YEARS}"
        ),
        confirm=is_old,
        examples=(
            "92 years old",
            "a 93-year-old woman",
            "aged 95",
            "age at diagnosis 103",
            "Age: 101",
            "94 y/o",
            "99yo male",
        ),
        counterexamples=("67 years old", "aged 45", "age 150", "192 years old", "stage 95"),
    ),
    Writing(
        kind=Kind.AGE,
        name="words",
        strength=Strength.STRONG,
        is_of_words=True,
        about="An age above the cap in words: ninety-two years old",
        pattern="(ninety|one hundred|a hundred|hundred)(?:[ -](?:and[ -])?[a-z]{3,6})?[ -]years?[ -]old",
        confirm=is_old_in_words,
        examples=("ninety-two years old", "one hundred years old"),
        counterexamples=("eighty-two years old", "ninety days"),
    ),
    Writing(
        kind=Kind.AGE,
        name="column",
        strength=Strength.WEAK,
        about="A number above the cap where the name says age, and not in days",
        pattern=_YEARS,
        needs=frozenset([Meaning.AGE]),
        unless=frozenset([Meaning.DAYS]),
        before="0-9A-Za-z.-",
        after="0-9A-Za-z.",
        confirm=is_old,
        named="AGE_AT_DIAGNOSIS_IN_YEARS",
        examples=("92", "101.5"),
        counterexamples=("67", "150", "33000"),
    ),
)
