"""A synthetic center: participants, their records, specimens and files, in batches so that any number of them fits."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.assays import AssayMaker
from theatrum.checks.synthesis.blueprint import Blueprint, CenterUnknown, blueprint_of
from theatrum.checks.synthesis.drafts import Draft, empty_draft
from theatrum.checks.synthesis.lists import add_lists
from theatrum.checks.synthesis.lives import Life, life_of
from theatrum.checks.synthesis.people import Makers, Person, add_records
from theatrum.checks.synthesis.specimens import Specimen, SpecimenMaker

BATCH = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted: how many participants of which center, by which seed, with data files or without."""

    center: str
    participants: int
    seed: int = 0
    has_files: bool = True


def synthesize(profile: Profile, order: Order) -> Iterator[Draft]:
    """Yield the submission of a center in batches of participants, valid by construction.

    The same order gives the same submission. Raises CenterUnknown, ProfileHasNoPeople, ComponentIsUnfillable.
    """
    plan = blueprint_of(profile)
    if order.center not in profile.centers:
        raise CenterUnknown(center=order.center, known=", ".join(profile.centers))
    makers, slot = Makers(plan), 0
    for start in range(0, order.participants, BATCH):
        chance = random.Random(f"{order.seed}/{start}")  # noqa: S311  # a seed must give the same center again
        batch = _Batch(plan, makers, order, chance)
        for index in range(start, min(start + BATCH, order.participants)):
            slot += chance.randint(1, 3)  # identifiers need not be consecutive
            batch.add_person(index, slot)
        batch.finish(is_first=start == 0)
        yield batch.draft


class _Batch:
    """The participants of one batch, and what is made of them."""

    def __init__(self, plan: Blueprint, makers: Makers, order: Order, chance: random.Random) -> None:
        self.draft = empty_draft(plan.parts.values())
        self._plan = plan
        self._order = order
        self._makers = makers
        self._chance = chance
        self._specimens = SpecimenMaker(plan, makers, self.draft, chance)
        self._assays = AssayMaker(plan, makers, self.draft, chance)
        self._origins: list[Specimen] = []

    def add_person(self, index: int, slot: int) -> None:
        """Add a participant with everything about them; the first one has every assay, all others one or two."""
        families = self._families(index)
        life = life_of(self._chance, self._plan.profile.overlay.ages)
        person = Person(self._owner(slot), life)
        add_records(self._plan, self._makers, self.draft, person, self._chance)
        origin, made = self._specimens.taken(person.id, life, max(1, len(families)))
        self._origins.append(origin)
        for family, specimen in zip(families, made, strict=False):
            self._assays.add_family(self._assays.families[family], specimen)

    def finish(self, *, is_first: bool) -> None:
        """Add what belongs to no single participant: controls, pools, panels."""
        life = life_of(self._chance, self._plan.profile.overlay.ages)
        if is_first:
            add_lists(self._plan, self._makers, self.draft, self._order.center, self._chance)
            self._add_control(life)
            self._add_pool(life)

    def _add_control(self, life: Life) -> None:
        slot = self._plan.forms.external_slot(1)
        if slot is not None:
            self._assay(self._specimens.control(self._owner(slot), life))

    def _add_pool(self, life: Life) -> None:
        slot = self._plan.forms.pooled_slot
        if slot is not None and len(self._origins) > 1:
            self._assay(self._specimens.pooled(self._owner(slot), self._origins[:2], life))

    def _assay(self, specimen: Specimen | None) -> None:
        if specimen is not None and self._assays.families and self._order.has_files:
            self._assays.add_family(self._assays.families[0], specimen)

    def _families(self, index: int) -> list[int]:
        count = len(self._assays.families) if self._order.has_files else 0
        if index == 0:
            return list(range(count))
        return [(index + step) % count for step in range(min(count, self._chance.randint(1, 2)))]

    def _owner(self, slot: int | str) -> str:
        return self._plan.forms.write(self._plan.participant_kind, center=self._order.center, slot=slot)
