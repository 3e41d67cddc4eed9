"""A synthetic center: participants, their records, specimens and files, in batches so that any number of them fits."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.blueprint import Blueprint, CenterUnknown, blueprint_of
from theatrum.checks.synthesis.defects.defect import Defect
from theatrum.checks.synthesis.defects.planting import plant
from theatrum.checks.synthesis.drafts import Draft
from theatrum.checks.synthesis.people import Makers
from theatrum.checks.synthesis.workshop import Workshop

BATCH = 250
# Above the numbers that a profile's examples have: a defect that writes an example must not name anybody.
_FIRST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted: how many participants of which center, by which seed, with data files or records only.

    ``defects`` are the names of the classes of defects to plant; ``is_workbook`` makes tables workbooks and not CSV.
    """

    center: str
    participants: int
    seed: int = 0
    has_files: bool = True
    defects: tuple[str, ...] = ()
    is_workbook: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """A piece of a submission, and the defects in it; ``skipped`` are classes for which there was no place, and why."""

    draft: Draft
    participants: int
    defects: tuple[Defect, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


def synthesize(profile: Profile, order: Order) -> Iterator[Batch]:
    """Yield the submission of a center in batches of participants, valid by construction but for what is ordered.

    The same order gives the same submission. Defects are in the first batch. Raises CenterUnknown,
    ProfileHasNoPeople, ComponentIsUnfillable, DefectUnknown.
    """
    return synthesize_from(blueprint_of(profile), order)


def synthesize_from(plan: Blueprint, order: Order) -> Iterator[Batch]:
    """Yield what ``synthesize`` does, by a plan that is there already: it takes longer than a small center."""
    centers = plan.profile.centers
    if order.center not in centers:
        raise CenterUnknown(center=order.center, known=", ".join(centers))
    makers, slot = Makers(plan), _FIRST
    for start in range(0, order.participants, BATCH):
        chance = random.Random(f"{order.seed}/{start}")  # noqa: S311  # a seed must give the same center again
        workshop = Workshop(plan, makers, order.center, chance, has_files=order.has_files)
        end = min(start + BATCH, order.participants)
        for index in range(start, end):
            slot += chance.randint(1, 3)  # identifiers need not be consecutive
            workshop.add_subject(index, slot)
        if start:
            yield Batch(workshop.draft, end - start)
            continue
        workshop.add_shared()
        planted, skipped = plant(workshop, order.defects, is_workbook=order.is_workbook)
        yield Batch(workshop.draft, end - start, planted, skipped)
