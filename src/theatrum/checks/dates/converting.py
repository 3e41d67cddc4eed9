"""Tables with dates to tables with ages. Pure: tables go in, tables and findings come out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from theatrum.checks.dates.counting import Counted, Life, age_at, plausible, read_age, rebased
from theatrum.checks.dates.people import BAD, Bad, Known, day_reader, disagreeing, known_of
from theatrum.checks.dates.planning import Plan, dated_names, missing_columns, plan_sheet
from theatrum.checks.dates.problems import told
from theatrum.checks.dates.remaining import remaining
from theatrum.checks.dates.request import Request
from theatrum.checks.dates.sheets import Cell, Sheet
from theatrum.checks.dates.writings import is_missing
from theatrum.checks.findings import Group, Severity

_DEATH = "DEATH"
Days = tuple[date | Bad | None, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """``sheets`` are the tables without dates, in the order of those that came in; none where an error was found.

    ``plans`` say what became of each column, ``groups`` what was found.
    """

    plans: tuple[Plan, ...]
    sheets: tuple[Sheet, ...]
    groups: tuple[Group, ...]

    @property
    def is_refused(self) -> bool:
        """Whether an error stands in the way."""
        return any(group.finding.severity is Severity.ERROR for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Lives:
    """What is known of the person of each row of a table."""

    births: Days
    deaths: Days
    index_ages: tuple[int | Bad | None, ...]


def convert(sheets: Sequence[Sheet], request: Request, births: Sequence[Sheet] = ()) -> Conversion:
    """Convert tables together: what one says of a person holds in the others. ``births`` are read, not converted."""
    everything = [*sheets, *births]
    plans = [plan_sheet(sheet, request) for sheet in sheets]
    if missing := missing_columns(everything, request):
        return Conversion(tuple(plans), (), tuple(missing))
    groups: list[Group] = []
    lives, found = _lives(everything, request, plans)
    groups += found
    made = []
    for plan, life in zip(plans, lives, strict=False):
        groups += [*dated_names(plan), *plan.groups]
        sheet, more = _converted(plan, life, request)
        groups += [*more, *remaining(sheet, plan.sheet, life.births, request)]
        made.append(sheet)
    done = Conversion(tuple(plans), tuple(made), tuple(groups))
    return Conversion(done.plans, (), done.groups) if done.is_refused else done


def _lives(sheets: Sequence[Sheet], request: Request, plans: Sequence[Plan]) -> tuple[list[_Lives], list[Group]]:
    read = day_reader(request.reading, request.today)
    births = known_of(sheets, request.birth or "", request.person, read)
    groups = [*births.groups, *disagreeing(sheets, request.birth or "", request.person, births)]
    death = request.death or _death_column(plans)
    deaths: Known[date] = known_of(sheets, death or "", request.person, read)
    groups += deaths.groups if request.death and request.death not in request.mapped else ()
    ages, found = _index_ages(sheets, request, births.rows)
    facts = zip(births.rows, deaths.rows, ages, strict=True)
    return [_Lives(*fact) for fact in facts], [*groups, *found]


def _death_column(plans: Sequence[Plan]) -> str | None:
    """Return the column whose ages are those at death."""
    names = [name for plan in plans for name, target in plan.ages.items() if target.endswith(_DEATH)]
    return names[0] if names else None


def _index_ages(
    sheets: Sequence[Sheet], request: Request, births: Sequence[Days]
) -> tuple[list[tuple[int | Bad | None, ...]], list[Group]]:
    if request.index_age:
        known = known_of(sheets, request.index_age, request.person, read_age)
        return [*known.rows], [*known.groups]
    days: Known[date] = known_of(
        sheets, request.index or "", request.person, day_reader(request.reading, request.today)
    )
    ages, groups = [], list(days.groups) if request.index not in request.mapped else []
    for sheet, index_days, own in zip(sheets, days.rows, births, strict=True):
        found = [_between(birth, day) for birth, day in zip(own, index_days, strict=True)]
        ages.append(tuple(age for age, _ in found))
        for code in ("dates.before_birth", "dates.implausible", "dates.no_birth"):
            rows = [row for row, (_, said) in enumerate(found, 1) if said == code]
            if rows and request.index in sheet.columns:
                groups.append(told(code, sheet.place(request.index), rows))
    return ages, groups


def _between(birth: date | Bad | None, day: date | Bad | None) -> tuple[int | Bad | None, str | None]:
    if day is None:
        return None, None
    if birth is None:
        return BAD, "dates.no_birth"
    if isinstance(birth, Bad) or isinstance(day, Bad):
        return BAD, None
    age, code = plausible((day - birth).days)
    return (BAD if age is None else age), code


def _converted(plan: Plan, life: _Lives, request: Request) -> tuple[Sheet, list[Group]]:
    columns: dict[str, list[Cell]] = {}
    groups: list[Group] = []
    targets = plan.targets()
    written = set(targets.values())
    for name, cells in plan.sheet.columns.items():
        target = targets.get(name)
        if target is None:
            if name not in plan.dropped and name not in written:
                columns[name] = cells
            continue
        columns[target], found = _counted(cells, _counter(plan, name, life, request))
        groups += [told(code, plan.sheet.place(name), rows) for code, rows in found.items()]
    return Sheet(plan.sheet.file, plan.sheet.sheet, columns), groups


def _counter(plan: Plan, name: str, life: _Lives, request: Request) -> Callable[[int, str], Counted]:
    if name in plan.indexed:
        unit = plan.indexed[name].unit
        return lambda place, text: rebased(text, unit, life.index_ages[place])
    return lambda place, text: age_at(text, Life(life.births[place], life.deaths[place]), request)


def _counted(cells: Sequence[Cell], count: Callable[[int, str], Counted]) -> tuple[list[Cell], dict[str, list[int]]]:
    ages: list[Cell] = []
    found: dict[str, list[int]] = {}
    for place, text in enumerate(cells):
        if text is None or is_missing(text):
            ages.append(text)
            continue
        age, code = count(place, text)
        ages.append(None if age is None else str(age))
        if code:
            found.setdefault(code, []).append(place + 1)
    return ages, found
