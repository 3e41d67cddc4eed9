"""One way in which something identifying is written, declared as data: for Python, for polars and for the browser.

A pattern uses only what all three engines have: no look-around, no back references, no unbounded repeats; classes
are spelt out, capitals count unless ``is_folded``. What must not stand beside it is said apart, by classes of signs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.meanings import Meaning

# Inside of [...]: what would make the text part of a longer word or number.
ALNUM = "0-9A-Za-z"
Confirm = Callable[[re.Match[str], Context], bool]


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A writing of a class.

    ``tail`` may follow what is found and belongs to it, such as a time behind a date; it begins with none of the
    signs of ``after``. ``part`` is the group that is identifying, where a label before it is not; ``confirm`` looks
    at what the pattern found. ``needs`` are meanings of a name, one of which must be there; ``where`` the only
    places it is looked for.
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
    needs: frozenset[Meaning] = frozenset()
    where: frozenset[Where] = frozenset()
    is_folded: bool = True
    named: str | None = None

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern for Python."""
        before = f"(?<![{self.before}])" if self.before else ""
        after = f"(?![{self.after}])" if self.after else ""
        return re.compile(
            f"{before}(?:{self.pattern}){self.tail}{after}", re.ASCII | (re.IGNORECASE if self.is_folded else 0)
        )

    @property
    def sieve(self) -> str:
        """The pattern for polars, which says of a text only whether there is anything."""
        before = rf"(?:\A|[^{self.before}])" if self.before else ""
        after = rf"(?:\z|[^{self.after}])" if self.after else ""
        return f"{before}(?:{'(?i:' if self.is_folded else '(?:'}{self.pattern})){after}"

    def has_say(self, context: Context) -> bool:
        """Return whether it is looked for in a place."""
        return (
            self.kind not in context.allowed
            and (not self.where or context.where in self.where)
            and (not self.needs or not self.needs.isdisjoint(context.meanings))
        )
