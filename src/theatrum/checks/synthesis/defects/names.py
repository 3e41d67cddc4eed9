"""Defects of identifiers, always in a row of which nothing else is made."""

from theatrum.checks.profile.identifier_shapes import Misreading
from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.defects.bench import Bench, Place
from theatrum.checks.synthesis.defects.catalogue import MISREAD
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter


def wrong_kind(bench: Bench) -> Planted:
    """Put the identifier of a specimen in the place of a file's own."""
    place = _key_of_file(bench)
    return place.write(bench.free_id(bench.plan.specimen_kind), "The identifier of a specimen was written.")


def unregistered(bench: Bench) -> Planted:
    """Put a center into an identifier that has none of the registered centers' ids."""
    place = _key_of_file(bench)
    found = _other_center(bench, place.text, is_registered=False)
    return place.write(found, "The id of a center that does not exist was written.")


def other_center(bench: Bench) -> Planted:
    """Put another center into an identifier."""
    place = _key_of_file(bench)
    found = _other_center(bench, place.text, is_registered=True)
    return place.write(found, "The id of another center was written.")


def misreading_of(misreading: Misreading) -> Planter:
    """Return what writes one of a misreading's own examples."""

    def plant(bench: Bench) -> Planted:
        for find in (_parent_of_file, _link_of_file, _person_of_record, _key_of_record):
            for example in misreading.examples:
                place = find(bench, misreading, frozenset(example.kinds))
                # Blanks around the items of a list mean nothing.
                is_list = place is not None and place.part.takes_list(place.column)
                if place is not None and not (is_list and example.text != example.text.strip()):
                    return place.write(example.text, "An identifier was written as people miswrite it.")
        raise NoPlace("no row takes such an identifier")

    return plant


def misreadings(bench: Bench) -> dict[str, Planter]:
    """Return what plants the ways in which the profile's identifiers are misread."""
    found = bench.plan.profile.overlay.identifiers.misreadings
    return {MISREAD + one.code.replace("_", "-"): misreading_of(one) for one in found}


PLANTERS: dict[str, Planter] = {
    "identifier-wrong-kind": wrong_kind,
    "identifier-unregistered": unregistered,
    "identifier-other-center": other_center,
}


def _key_of_file(bench: Bench) -> Place:
    """Return the own identifier of a file that was added for this; nothing is made from it."""
    added = bench.added_files(bench.families()[0])[-1]
    return added.at(added.part.key)


def _concerns(misreading: Misreading, part: Part) -> bool:
    return not misreading.components or part.name in misreading.components


def _parent_of_file(bench: Bench, misreading: Misreading, kinds: frozenset[str]) -> Place | None:
    """Return the parent of a file that was added, where it is a specimen."""
    first = bench.families()[0]
    if bench.plan.specimen_kind not in kinds or not _concerns(misreading, first):
        return None
    added = bench.added_files(first)[0]
    return added.at(added.part.parent)


def _link_of_file(bench: Bench, misreading: Misreading, kinds: frozenset[str]) -> Place | None:
    """Return another column of a file that was added, in which such an identifier stands."""
    for first in bench.families():
        for column, taken in first.links.items():
            if (
                column != first.parent
                and set(taken) <= kinds
                and _concerns(misreading, first)
                and first.requires(column)
            ):
                return bench.added_files(first)[0].at(column)
    return None


def _person_of_record(bench: Bench, misreading: Misreading, kinds: frozenset[str]) -> Place | None:
    """Return the participant of a record that was added."""
    parts = [part for part in bench.plan.observations if part.ages and _concerns(misreading, part)]
    if bench.plan.participant_kind not in kinds or not parts:
        return None
    return _copied(bench, parts[0], parts[0].person)


def _key_of_record(bench: Bench, misreading: Misreading, kinds: frozenset[str]) -> Place | None:
    """Return the identifier that a record gives out, of a row that was added."""
    for part in bench.parts():
        if part.leaf.kind == "record" and part.key_kind in kinds and _concerns(misreading, part):
            return _copied(bench, part, part.key)
    return None


def _copied(bench: Bench, part: Part, column: str | None) -> Place:
    row = bench.add(part, dict(bench.draft.rows(part.name)[0]))
    return Place(part, row, column or "")


def _other_center(bench: Bench, text: str, *, is_registered: bool) -> str:
    plan, own = bench.plan, bench.workshop.center
    centers = plan.profile.centers
    others = [center for center in centers if center != own]
    if is_registered and others:
        return text.replace(own, others[0], 1)
    for number in range(999, -1, -1):
        unknown = own[: len(own) - len(str(number))] + str(number)
        found = text.replace(own, unknown, 1)
        if unknown not in centers and plan.forms.kind_of(found) == plan.file_kind:
            return found
    raise NoPlace("every center id that has the right form is registered")
