"""Defects between rows of one table: the same identifier, the same row, the same event twice."""

from collections.abc import Sequence

from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.defects.bench import Bench, Place
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter
from theatrum.checks.synthesis.drafts import Row


def duplicate(bench: Bench) -> Planted:
    """Give a file the identifier of another one."""
    first, second = (bench.added_files(bench.families()[0])[-1] for _ in range(2))
    column = second.part.key
    return second.at(column).write(first.row[column or ""], "The identifier of another file was written.")


def duplicate_row(bench: Bench) -> Planted:
    """Add a row a second time."""
    place = bench.filled(lambda part, name: name == part.person and bool(part.ages))
    row = bench.add(place.part, dict(place.row))
    mend = "Take one of the two rows out."
    return Planted(component=place.part.name, row=row, done="A row was added a second time.", mend=mend)


def natural(bench: Bench) -> Planted:
    """Add a second row about the same event, which differs in a cell that is no part of the key."""
    for rule in bench.plan.links.natural_keys:
        for part in (bench.plan.parts[name] for name in rule.components if name in bench.plan.parts):
            free = [name for name in part.columns if name not in rule.columns and not part.requires(name)]
            place = _with_spare_cell(bench, part, rule.columns, free)
            if place is not None:
                row = bench.add(part, {name: text for name, text in place.row.items() if name != place.column})
                done = f"A row was added that lacks {place.column} and else is the same."
                return Planted(component=part.name, row=row, done=done, mend="Keep one of the two rows.")
    raise NoPlace("no row could be written a second time with another content")


def _with_spare_cell(bench: Bench, part: Part, key: Sequence[str], free: Sequence[str]) -> Place | None:
    """Return a filled cell that the row can do without, in a row with the whole key."""

    def is_spare(part: Part, row: Row, name: str) -> bool:
        rest = {column: text for column, text in row.items() if column != name}
        return name in row and all(column in row for column in key) and not bench.problems(part, rest)

    try:
        return bench.cell(lambda _, name: name in free, is_spare, [part])
    except NoPlace:
        return None


PLANTERS: dict[str, Planter] = {
    "key-duplicate": duplicate,
    "key-duplicate-row": duplicate_row,
    "key-natural": natural,
}
