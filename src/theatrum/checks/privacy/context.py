"""What is known of the place a text stands in: it decides which detectors have a say there."""

import re
from dataclasses import dataclass, field

from theatrum.checks.privacy.hits import Kind, Where
from theatrum.checks.privacy.meanings import Meaning, meanings_of

AGE_CAP = 89


@dataclass(frozen=True, slots=True)
class Shaped:
    """Classes that may stand in a text that a pattern matches as a whole: an address of the web where one is asked."""

    pattern: re.Pattern[str]
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text stands.

    ``name`` is the column, tag or field; ``component`` what the table or file is submitted as. ``allowed`` are the
    classes that may stand there by design, ``shaped`` those that may where the whole text has a shape; ``values``
    are the texts that the data model itself lists. ``harmless`` matches tokens that identify nobody, such as
    identifiers of the consortium; ``age_cap`` is the highest age in years that is told of nobody. A judge fills in
    what its policy says.
    """

    where: Where = Where.CELL
    name: str | None = None
    component: str | None = None
    allowed: frozenset[Kind] = frozenset()
    values: frozenset[str] = frozenset()
    shaped: tuple[Shaped, ...] = ()
    harmless: re.Pattern[str] | None = field(default=None, repr=False)
    age_cap: int | None = AGE_CAP

    @property
    def meanings(self) -> frozenset[Meaning]:
        """What the name says of the values."""
        return meanings_of(self.name) if self.name else frozenset()
