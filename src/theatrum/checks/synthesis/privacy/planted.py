"""What is planted: a text with labelled stretches in it, and the writings that make them.

Nothing here is taken from the detectors: the corpus is worth as much as it is independent of them.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from theatrum.checks.privacy.hits import Kind, Strength

Make = Callable[[random.Random], str]
ALONE = "{}"


@dataclass(frozen=True, slots=True)
class Plant:
    """One identifier in a text: characters from 0. Its text is made up, and still kept out of every ``repr``."""

    kind: Kind
    writing: str
    strength: Strength
    start: int
    text: str = field(repr=False)

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and what is planted in it, nothing for a clean one. ``column`` is the header that it needs, if any."""

    text: str = field(repr=False)
    plants: tuple[Plant, ...] = ()
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """One way to write identifiers of a class.

    ``frames`` are the texts around it, with ``{}`` in its place; one that stands alone is a strong sign only where its
    form says it all. ``columns`` are headers that say what it is: a weak form is planted under them.
    """

    kind: Kind
    name: str
    strength: Strength
    make: Make
    frames: Sequence[str] = (ALONE,)
    columns: Sequence[str] = ()

    def sample(self, chance: random.Random) -> Sample:
        """Return a text with one identifier in it."""
        frame, text = chance.choice(self.frames), self.make(chance)
        before, _, after = frame.partition(ALONE)
        plant = Plant(self.kind, self.name, self.strength, len(before), text)
        column = chance.choice(self.columns) if self.columns else None
        return Sample(before + text + after, (plant,), column)


def digits(chance: random.Random, count: int) -> str:
    """Return so many digits, the first one not 0."""
    return str(chance.randint(10 ** (count - 1), 10**count - 1))


def letters(chance: random.Random, count: int) -> str:
    """Return so many capitals that are not mistaken for digits."""
    return "".join(chance.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=count))


def filled(pattern: str, chance: random.Random) -> str:
    """Return a pattern with a digit for each ``#``, one from 2 to 9 for each ``%``, and a capital for each ``@``."""
    signs = {"#": "0123456789", "%": "23456789", "@": "ABCDEFGHJKLMNPRSTUVWXYZ"}
    return "".join(chance.choice(signs[sign]) if sign in signs else sign for sign in pattern)
