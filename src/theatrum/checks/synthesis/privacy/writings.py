"""All writings of all classes, and texts made of them."""

import random
from collections.abc import Iterator

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy import contacts, dates, machines, narratives, numbers, persons
from theatrum.checks.synthesis.privacy.planted import Sample, Writing

WRITINGS: tuple[Writing, ...] = (
    *dates.WRITINGS,
    *contacts.WRITINGS,
    *persons.WRITINGS,
    *numbers.WRITINGS,
    *machines.WRITINGS,
    *narratives.WRITINGS,
)
# The classes whose strong writings a release hangs on.
BARRED = (Kind.EMAIL, Kind.SSN, Kind.PHONE, Kind.DATE)


def samples(size: int, chance: random.Random) -> Iterator[Sample]:
    """Yield so many texts with an identifier each, all writings in turn."""
    for number in range(size):
        yield WRITINGS[number % len(WRITINGS)].sample(chance)


def strong(kind: Kind) -> list[Writing]:
    """Return the strong writings of a class that need no header to be understood."""
    return [one for one in WRITINGS if one.kind is kind and one.strength is Strength.STRONG and not one.columns]
