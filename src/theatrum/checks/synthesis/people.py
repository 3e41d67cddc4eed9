"""The records of participants: one row of who they are, and what was observed of them over time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.cells import cell_of
from theatrum.checks.synthesis.drafts import Draft, Row
from theatrum.checks.synthesis.heeding import avoided
from theatrum.checks.synthesis.lives import Life, ages_at, deaths
from theatrum.checks.synthesis.rows import RowMaker
from theatrum.kernel.jsontext import JsonValue

_TRIES = 200
_MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A participant and their life."""

    id: str
    life: Life


class Makers:
    """The makers of rows by component, each made once."""

    def __init__(self, plan: Blueprint) -> None:
        self._makers = {
            part.name: RowMaker(part.name, part.schemas, left_out=_kept_out(plan, part)) for part in plan.parts.values()
        }

    def row(self, part: Part, chance: random.Random, given: Mapping[str, JsonValue]) -> Row:
        """Return the cells of a valid row."""
        made = self._makers[part.name].make(chance, given)
        cells = {name: cell_of(value) for name, value in made.items()}
        return {name: text for name, text in cells.items() if text is not None}


def add_records(plan: Blueprint, makers: Makers, draft: Draft, person: Person, *, chance: random.Random) -> None:
    """Add a participant's rows of every component that tells of participants."""
    people = plan.people
    draft.add(people.name, makers.row(people, chance, given_text(people, people.key, [person.id])))
    for part in plan.observations:
        for row in _observations(plan, makers, part, person, chance):
            draft.add(part.name, row)


def _observations(plan: Blueprint, makers: Makers, part: Part, person: Person, chance: random.Random) -> list[Row]:
    death = deaths(plan.links).get(part.name)
    if death is not None:
        return _fate(makers, part, death, person, chance)
    rows: list[Row] = []
    count = _count(plan, part, chance)
    for index in range(count):
        row = makers.row(part, chance, given_text(part, part.person, [person.id]))
        day = person.life.moment(part.name, chance, index / count)
        row |= ages_at(part, day, person.life, present=row, chance=chance)
        rows.append(row)
    return rows


def _fate(makers: Makers, part: Part, death: str, person: Person, chance: random.Random) -> list[Row]:
    """Return a row of the living, and one of the dead where the participant died."""
    living = _row_with(makers, part, death, person, chance, is_there=False)
    if person.life.death is None:
        return [living]
    last = _row_with(makers, part, death, person, chance, is_there=True)
    return [living, last | {death: str(person.life.death)}]


def _row_with(makers: Makers, part: Part, column: str, person: Person, chance: random.Random, *, is_there: bool) -> Row:
    given = given_text(part, part.person, [person.id])
    rows = (makers.row(part, chance, given) for _ in range(_TRIES))
    return next(row for row in rows if (column in row) == is_there)


def _count(plan: Blueprint, part: Part, chance: random.Random) -> int:
    """Return how many rows a participant has: by the profile's counts, and one where nothing tells rows apart."""
    rules = [rule for rule in plan.counts if rule.component == part.name]
    least = max((rule.at_least or 0 for rule in rules), default=0)
    most = min((rule.at_most for rule in rules if rule.at_most is not None), default=_MOST_ROWS)
    if not part.ages:
        return max(least, 1)
    return max(least, min(most, chance.randint(1, _MOST_ROWS)))


def given_text(part: Part, column: str | None, texts: Sequence[str]) -> dict[str, JsonValue]:
    """Return texts as the value of a column, as a list only where the column takes one."""
    if column is None:
        return {}
    return {column: [*texts] if part.takes_list(column) else texts[0]}


def _kept_out(plan: Blueprint, part: Part) -> frozenset[str]:
    """Return the columns that are filled by who knows what they speak of, or not at all."""
    # A checksum of bytes that are not there yet would be wrong.
    checksums = {name for name in part.columns if "CHECKSUM" in name.upper()}
    return (frozenset(part.links) | checksums | avoided(plan.links, part)) - {part.parent or "", part.person or ""}
