"""A cleaned copy of a TIFF: each byte stays where it is, but for tags, texts and pictures that must not be there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from theatrum.checks.classes import Kind as Class
from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.tiff.directory import Kind
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.redaction.pieces import Edits
from theatrum.checks.redaction.tiff.blanking import blank
from theatrum.checks.redaction.tiff.chain import unchain, wipe, wipe_pixels, with_below
from theatrum.checks.redaction.tiff.draft import Draft
from theatrum.checks.redaction.tiff.leftovers import sweep
from theatrum.checks.redaction.tiff.pictures import Seen, look_at
from theatrum.checks.redaction.tiff.stretches import stretches
from theatrum.checks.redaction.tiff.tags import Cleaning
from theatrum.checks.redaction.wishes import How, Plan, Refused, Taken, Wishes
from theatrum.checks.redaction.xml_cleaning import Rules


def plan_tiff(file: Bytes, wishes: Wishes, budget: Budget) -> Plan:
    """Plan a copy. Raises Refused, Unreadable, BudgetSpent, Tangled, OSError."""
    structure = Structure.of(file, budget)
    directories = list(structure.directories())
    for problem in structure.problems:
        fix = "Transfer the file again, or write it anew with its program."
        raise Refused(f"{problem.place}: it has {problem.what}.", fix)
    drafts = [Draft.of(directory, structure) for directory in directories]
    work = _Work(structure, drafts, wishes, Edits(file.size))
    seen = look_at(file, drafts, structure, wishes)
    work.run(seen)
    return Plan(seen.maker, work.edits.pieces(), tuple(work.taken))


@dataclass(slots=True)
class _Work:
    """One file: its directories as drafts, and the changes."""

    structure: Structure
    drafts: list[Draft]
    wishes: Wishes
    edits: Edits
    taken: list[Taken] = field(default_factory=list)

    def run(self, seen: Seen) -> None:
        """Change what has to be changed. Raises as ``plan_tiff``."""
        blanked = [draft for draft in self.drafts if draft.directory.at in seen.beside and seen.is_blanking]
        places = set() if blanked else set(seen.beside)
        places |= {draft.directory.at for draft in self.drafts if draft.directory.kind is Kind.GPS}
        gone = with_below(self.drafts, places)
        kept = [draft for draft in self.drafts if draft not in gone]
        self._tell(seen)
        self._take_out(gone, kept)
        for draft in blanked:
            wipe_pixels(draft, self.structure, self.edits)
            blank(draft, self.structure, self.edits)
        cleaning = Cleaning(
            self.structure, self.edits, Rules(self.wishes.find, self.wishes.is_harmless), seen.described
        )
        for draft in kept:
            self.taken += cleaning.clean(draft)
        self.taken += sweep(self.drafts, self.structure, self.edits, self.wishes.find)
        for draft in kept:
            draft.write(self.edits)
        self._must_spare(kept, blanked)

    def _tell(self, seen: Seen) -> None:
        how = How.BLANKED if seen.is_blanking else How.REMOVED
        for directory in (draft.directory for draft in self.drafts):
            if directory.at in seen.beside:
                self.taken.append(Taken(Class.PICTURE, directory.place, seen.beside[directory.at], how))
            elif directory.kind is Kind.GPS:
                self.taken.append(Taken(Class.ADDRESS, directory.place, "GPS"))

    def _take_out(self, gone: Sequence[Draft], kept: Sequence[Draft]) -> None:
        if gone:
            unchain(self.drafts, {draft.directory.at for draft in gone}, self.structure, self.edits)
        shared = {(slot.entry.value_at, slot.entry.size) for draft in kept for slot in draft.slots}
        for draft in gone:
            wipe(draft, self.structure, self.edits, shared=shared)

    def _must_spare(self, kept: Sequence[Draft], blanked: Sequence[Draft]) -> None:
        """Hold the changes against pixels, and against directories and values that stay."""
        for draft in kept:
            if draft not in blanked:
                self.edits.must_spare(*stretches(draft.directory, self.structure))
        values = [place for draft in kept for place in draft.untouched()]
        places = np.array(values or [(0, 4)], np.uint64)
        self.edits.must_spare(places[:, 0], places[:, 1])
