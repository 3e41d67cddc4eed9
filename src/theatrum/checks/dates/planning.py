"""What becomes of each column of a table: shown to people before anything is written."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from theatrum.checks.dates.guessing import guess, is_birth, says_date
from theatrum.checks.dates.problems import Place, told_in_words
from theatrum.checks.dates.request import Indexed, Request
from theatrum.checks.dates.sheets import Cell, Sheet
from theatrum.checks.dates.writings import holds_date, is_date, is_missing
from theatrum.checks.findings import Group

_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """``ages`` and ``indexed`` lead from columns to the attributes that take their place; ``dropped`` says why.

    ``guessed`` are the columns of ``ages`` that nobody named. ``groups`` is what stands in the way.
    """

    sheet: Sheet
    ages: dict[str, str] = field(default_factory=dict)
    indexed: dict[str, Indexed] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = ()

    def targets(self) -> dict[str, str]:
        """Return the attribute for each column that becomes one."""
        return {**self.ages, **{name: one.target for name, one in self.indexed.items()}}


def plan_sheet(sheet: Sheet, request: Request) -> Plan:
    """Return what becomes of the columns of a table."""
    columns = sheet.columns
    ages = {name: target for name, target in request.mapped.items() if name in columns}
    indexed = {name: one for name, one in request.indexed.items() if name in columns}
    decided = {*ages, *indexed, *request.kept, *([request.person] if request.person else [])}
    dropped = {name: why for name in columns if name not in ages and (why := _reason(name, request))}
    guessed: dict[str, str] = {}
    for name, cells in columns.items():
        if name in decided or name in dropped or not _is_calendar(name, cells):
            continue
        # Dates in the column of the attribute itself become ages where they stand.
        target = name if name in request.targets else guess(name, request.targets, request.prefix)
        if target is None or target in {*ages.values(), *guessed.values()}:
            dropped[name] = "calendar dates, and no attribute for them is known"
        else:
            guessed[name] = target
    plan = Plan(sheet, {**ages, **guessed}, indexed, dropped, frozenset(guessed))
    return Plan(sheet, plan.ages, indexed, dropped, plan.guessed, tuple(_conflicts(plan)))


def missing_columns(sheets: Sequence[Sheet], request: Request) -> list[Group]:
    """Tell the columns that were named and are in no table."""
    present = {name for sheet in sheets for name in sheet.columns}
    place = sheets[0].place() if sheets else Place("", None, None)
    return [
        told_in_words(
            "dates.no_column", Place(place.file, None, name), "There is no column of this name.", _near(name, present)
        )
        for name in dict.fromkeys(request.named())
        if name not in present
    ]


def _near(name: str, present: Collection[str]) -> str:
    """Say which column may be meant; one that is named after a date is not repeated."""
    near = [one for one in get_close_matches(name, present, n=3) if not holds_date(one)]
    return f'Did you mean "{near[0]}"?' if near else "Look at the header."


def _reason(name: str, request: Request) -> str | None:
    """Return why a column is left out whatever it holds."""
    if name == request.birth:
        return "date of birth"
    if name in request.kept:
        return None
    if name in request.dropped:
        return "asked for"
    if name == request.index:
        return "the day that others are counted from"
    if name == request.death:
        return "day of death"
    return "of birth, by its name" if is_birth(name) else None


def _is_calendar(name: str, cells: Iterable[Cell]) -> bool:
    """Return whether at least half of what a column holds is calendar dates; years count where its name says so.

    So does a column without any, for it is meant for them.
    """
    filled = [cell for cell in cells if cell is not None and not is_missing(cell)]
    found = sum(map(is_date, filled))
    if says_date(name):
        found += sum(_is_year(cell) for cell in filled)
    return found * 2 >= len(filled) if filled else says_date(name)


def _is_year(cell: str) -> bool:
    bare = cell.strip()
    return len(bare) == _YEAR_DIGITS and bare.isdigit() and bare.startswith(("18", "19", "20"))


def _conflicts(plan: Plan) -> Iterable[Group]:
    seen: set[str] = set()
    columns = plan.sheet.columns
    for name, target in plan.targets().items():
        there = columns.get(target) if target != name and target not in plan.targets() else None
        if target in seen or (there is not None and any(cell is not None for cell in there)):
            message = f"{target} is to be written from here, but has values already or is written from another column."
            fix = "Map the column to another attribute, or drop one of the two."
            yield told_in_words("dates.target_taken", plan.sheet.place(name), message, fix)
        seen.add(target)


def dated_names(plan: Plan) -> list[Group]:
    """Tell names of sheets, and of columns that stay, that are calendar dates; without repeating them."""
    sheet = plan.sheet
    groups = []
    fix = "Rename it."
    if sheet.sheet is not None and holds_date(sheet.sheet):
        groups.append(
            told_in_words("dates.date_as_name", Place(sheet.file, None, None), "A sheet is named after a date.", fix)
        )
    for number, name in enumerate(sheet.columns, 1):
        if holds_date(name) and name not in plan.dropped and name not in plan.targets():
            message = f"The name of column {number} has a calendar date in it."
            groups.append(told_in_words("dates.date_as_name", Place(sheet.file, None, None), message, fix))
    return groups
