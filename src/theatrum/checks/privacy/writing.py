"""One way in which something identifying is written, declared as data: for Python, for polars and for the browser.

A pattern uses only what all three engines have: no look-around, no back references, no unbounded repeats; classes
are spelt out, capitals count unless ``is_folded``. What must not stand beside it is said apart, by classes of signs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.meanings import Meaning

# Inside of [...]: what would make the text part of a longer word or number.
ALNUM = "0-9A-Za-z"
# No match is longer.
LONGEST = 512
Confirm = Callable[[re.Match[str], Context], bool]
Screen = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A writing of a class.

    ``tail`` may follow what is found and belongs to it, such as a time behind a date; it begins with none of the
    signs of ``after``. ``part`` is the group that is identifying, where a label before it is not; ``confirm`` looks
    at what the pattern found. ``quick`` is what polars looks for in place of the pattern, and ``screen`` leaves out
    texts in which ``confirm`` would refuse everything: both let more through, and are there for speed. ``needs``
    are meanings of a name, one of which must be there, ``unless`` those that must not; ``where`` the only places it
    is looked for.
    ``examples`` and ``counterexamples`` are its test, read in a place whose name is ``named``.
    """

    kind: Kind
    name: str
    strength: Strength
    about: str
    pattern: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    tail: str = ""
    before: str = ALNUM
    after: str = ALNUM
    part: int = 0
    confirm: Confirm | None = field(default=None, repr=False)
    screen: Screen | None = field(default=None, repr=False)
    quick: str | None = field(default=None, repr=False)
    needs: frozenset[Meaning] = frozenset()
    unless: frozenset[Meaning] = frozenset()
    where: frozenset[Where] = frozenset()
    is_folded: bool = True
    is_of_words: bool = False
    named: str | None = None

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern for Python."""
        before = f"(?<![{self.before}])" if self.before else ""
        after = f"(?![{self.after}])" if self.after else ""
        return re.compile(
            f"{before}(?:{self.pattern}){self.tail}{after}", re.ASCII | (re.IGNORECASE if self.is_folded else 0)
        )

    @cached_property
    def sieve(self) -> str:
        """The pattern for polars, which says of a text only whether there is anything."""
        before = rf"(?:\A|[^{self.before}])" if self.before else ""
        after = rf"(?:\z|[^{self.after}])" if self.after else ""
        folded = "(?i:" if self.is_folded else "(?:"
        return f"{folded}{self.quick})" if self.quick else f"{before}{folded}{self.pattern}){after}"
