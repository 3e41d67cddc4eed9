"""Defects of identifiers, always in a row of which nothing else is made."""

from theatrum.checks.profile.identifier_shapes import Misreading
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
        for example in misreading.examples:
            place = _taking(bench, misreading, example.kinds)
            if place is not None:
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


def _taking(bench: Bench, misreading: Misreading, kinds: tuple[str, ...]) -> Place | None:
    """Return a cell that takes one of these kinds of identifiers, and of which nothing else hangs."""
    if bench.plan.file_kind in kinds and not misreading.components:
        return _key_of_file(bench)
    for part in bench.parts():
        for column, taken in ((part.key, (part.key_kind,)), *part.links.items()):
            is_concerned = not misreading.components or part.name in misreading.components
            if column and is_concerned and set(kinds) & set(taken):
                return _added_row(bench, part.name, column)
    return None


def _added_row(bench: Bench, component: str, column: str) -> Place:
    """Return a cell of a row that was added for this: a copy of one that is there."""
    part = bench.plan.parts[component]
    if part.leaf.kind == "file":
        return bench.added_files(bench.families()[0])[-1].at(column)
    pattern_row = bench.draft.rows(component)[-1]
    return Place(part, bench.add(part, dict(pattern_row)), column)


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
