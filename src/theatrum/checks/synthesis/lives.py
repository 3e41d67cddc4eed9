"""When things happened to an invented participant, in days since birth."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.checks.profile.link_shapes import LinkRules
from theatrum.checks.profile.overlay_shapes import Ages
from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.drafts import Row

_YOUNGEST, _OLDEST = 9_000, 27_000
_SHORTEST, _LONGEST = 400, 2_000
# The course of care: what stands earlier here comes earlier in a participant's record.
_COURSE = (r"diagnos", r"test|specimen", r"therap|treat|exposure", r"follow")


@dataclass(frozen=True, slots=True)
class Life:
    """The days between the first diagnosis and the last contact; ``death`` comes after both where there is one."""

    first: int
    last: int
    death: int | None

    def moment(self, part: str, chance: random.Random, share: float) -> int:
        """Return a day for a component's row; ``share`` (0 to 1) is how far its rows have come already."""
        stage = next((index for index, words in enumerate(_COURSE) if re.search(words, part, re.IGNORECASE)), 1)
        if stage == 0 and share == 0:
            return self.first
        begin = self.first + (self.last - self.first) * stage // (len(_COURSE) + 1)
        return begin + int((self.last - begin) * (share + chance.random() * 0.2) * 0.8)


def life_of(chance: random.Random, ages: Ages | None, *, has_died: bool = False) -> Life:
    """Return a life whose days keep clear of the limits that the overlay sets to ages."""
    cap = ages.cap if ages else _OLDEST + _LONGEST
    young = max(_YOUNGEST, (ages.indexed_below or 0) if ages else 0)
    first = chance.randint(young, max(young, min(_OLDEST, cap - _LONGEST - 100)))
    last = first + chance.randint(_SHORTEST, _LONGEST)
    return Life(first, last, last + chance.randint(1, 60) if has_died else None)


def ages_at(part: Part, day: int, life: Life, *, present: Row, chance: random.Random) -> dict[str, str]:
    """Return the ages of a row about one day: those that the row has, each not before what must come first."""
    found: dict[str, int] = {}
    for column in in_order(part):
        if column in present:
            earlier = found.get(part.earlier.get(column, ""))
            found[column] = day if earlier is None else min(earlier + chance.randint(0, 40), max(earlier, life.last))
    return {column: str(age) for column, age in found.items()}


def deaths(links: LinkRules) -> Mapping[str, str]:
    """Return the column by component that holds the day of death, behind which nothing may come."""
    return {rule.limit.component: rule.limit.column for rule in links.limits}


def in_order(part: Part) -> list[str]:
    """Return the columns of ages, those that others follow first."""
    return sorted(part.ages, key=lambda column: _depth(part, column))


def _depth(part: Part, column: str, seen: tuple[str, ...] = ()) -> int:
    earlier = part.earlier.get(column)
    return 0 if earlier is None or earlier in seen else 1 + _depth(part, earlier, (*seen, column))
