"""Where a batch of participants is made: the plan, the makers of rows, specimens and files, and the draft so far."""

import random
from dataclasses import dataclass

from theatrum.checks.synthesis.assays import AssayMaker
from theatrum.checks.synthesis.blueprint import Blueprint
from theatrum.checks.synthesis.drafts import empty_draft
from theatrum.checks.synthesis.lists import add_lists
from theatrum.checks.synthesis.lives import Life, life_of
from theatrum.checks.synthesis.people import Makers, Person, add_records
from theatrum.checks.synthesis.specimens import Specimen, SpecimenMaker

# Of so many participants one dies.
_DIES = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """A participant with the specimens that were taken from them and made of these."""

    person: Person
    origin: Specimen
    made: tuple[Specimen, ...]


class Workshop:
    """Makes the participants of one batch, and what belongs to them."""

    def __init__(self, plan: Blueprint, makers: Makers, center: str, chance: random.Random, *, has_files: bool) -> None:
        self.plan = plan
        self.makers = makers
        self.center = center
        self.chance = chance
        self.draft = empty_draft(plan.parts.values())
        self.specimens = SpecimenMaker(plan, makers, self.draft, chance)
        self.assays = AssayMaker(plan, makers, self.draft, chance)
        self.subjects: list[Subject] = []
        self._families = self.assays.families if has_files else ()

    def add_subject(self, index: int, slot: int) -> None:
        """Add a participant with everything about them; the first one has every assay, all others one or two."""
        chosen = self._chosen(index)
        life = life_of(self.chance, self.plan.profile.overlay.ages, has_died=index % _DIES == 1)
        person = Person(self.owner(slot), life)
        add_records(self.plan, self.makers, self.draft, person, chance=self.chance)
        origin, made = self.specimens.taken(person.id, life, max(1, len(chosen)))
        self.subjects.append(Subject(person, origin, tuple(made)))
        for number, specimen in zip(chosen, made, strict=False):
            self.assays.add_family(self._families[number], specimen)

    def add_shared(self) -> None:
        """Add what belongs to no single participant: panels, an external control, a pool of two participants."""
        life = life_of(self.chance, self.plan.profile.overlay.ages)
        add_lists(self.plan, self.makers, self.draft, center=self.center, chance=self.chance)
        self._add_control(life)
        self._add_pool(life)

    def owner(self, slot: int | str) -> str:
        """Return the identifier of a participant of the center."""
        return self.plan.forms.write(self.plan.participant_kind, center=self.center, slot=slot)

    def _add_control(self, life: Life) -> None:
        slot = self.plan.forms.external_slot(1)
        if slot is not None:
            self._assay(self.specimens.control(self.owner(slot), life))

    def _add_pool(self, life: Life) -> None:
        slot = self.plan.forms.pooled_slot
        if slot is not None and len(self.subjects) > 1:
            origins = [subject.origin for subject in self.subjects[:2]]
            self._assay(self.specimens.pooled(self.owner(slot), origins, life))

    def _assay(self, specimen: Specimen | None) -> None:
        if specimen is not None and self._families:
            self.assays.add_family(self._families[0], specimen)

    def _chosen(self, index: int) -> list[int]:
        count = len(self._families)
        if index == 0:
            return list(range(count))
        return [(index + step) % count for step in range(min(count, self.chance.randint(1, 2)))]
