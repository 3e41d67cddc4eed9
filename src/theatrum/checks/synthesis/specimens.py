"""The specimens of a participant: what was taken from them, and what was made of it to be assayed."""

import random
from dataclasses import dataclass

from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.drafts import Draft, Row
from theatrum.checks.synthesis.lives import Life, ages_at
from theatrum.checks.synthesis.people import Makers, given_text


@dataclass(frozen=True, slots=True)
class Specimen:
    """A specimen; ``owner`` is what stands for the participant in its identifier and in those of its files."""

    id: str
    owner: str


class SpecimenMaker:
    """Makes specimens of one participant after the other, each with an identifier of its own."""

    def __init__(self, plan: Blueprint, makers: Makers, draft: Draft, chance: random.Random) -> None:
        self._plan = plan
        self._makers = makers
        self._draft = draft
        self._chance = chance
        self._part = plan.specimens
        self._numbers: dict[str, int] = {}

    def taken(self, owner: str, life: Life, count: int) -> tuple[Specimen, list[Specimen]]:
        """Add an originating specimen and ``count`` that were made of it; the first two of these are neighbours."""
        day = life.moment(self._part.name, self._chance, 0.1)
        origin, _ = self._add(owner, [owner], day, life)
        made = [self._add(owner, [origin.id], day, life) for _ in range(count)]
        column = _adjacent(self._plan, self._part)
        if column and len(made) > 1:
            (first, first_row), (second, second_row) = made[:2]
            first_row[column], second_row[column] = second.id, first.id
        return origin, [specimen for specimen, _ in made]

    def pooled(self, owner: str, origins: list[Specimen], life: Life) -> Specimen | None:
        """Add a specimen of several participants' material; None where a row takes one parent only."""
        parent = self._part.parent
        if parent is None or not self._part.takes_list(parent):
            return None
        return self._add(owner, [origin.id for origin in origins], life.last, life)[0]

    def control(self, owner: str, life: Life) -> Specimen:
        """Add the specimen of an external control."""
        return self._add(owner, [owner], life.first, life)[0]

    def _add(self, owner: str, parents: list[str], day: int, life: Life) -> tuple[Specimen, Row]:
        part, plan = self._part, self._plan
        number = self._numbers[owner] = self._numbers.get(owner, 0) + 1
        found = plan.forms.write(plan.specimen_kind, number=number, **{plan.participant_kind: owner})
        given = given_text(part, part.key, [found]) | given_text(part, part.parent, parents)
        row = self._makers.row(part, self._chance, given)
        row |= ages_at(part, day, life, present=row, chance=self._chance)
        return Specimen(found, owner), self._draft.add(part.name, row)


def _adjacent(plan: Blueprint, part: Part) -> str | None:
    """Return the column that names neighbours, if there is one."""
    return next((name for name, kinds in part.links.items() if kinds == (plan.specimen_kind,)), None)
