"""Defects of ages that cannot be."""

from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.defects.bench import Bench
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter
from theatrum.checks.synthesis.drafts import Row


def order(bench: Bench) -> Planted:
    """Put an end before its start."""
    place = bench.cell(
        lambda part, name: name in part.earlier,
        lambda part, row, name: name in row and part.earlier[name] in row and row[part.earlier[name]].isdecimal(),
    )
    start = int(place.row[place.part.earlier[place.column]])
    return place.write(str(start - 30), "The end was put thirty days before the start.")


def after_death(bench: Bench) -> Planted:
    """Put an event after the participant's death."""
    deaths = {subject.person.id: subject.person.life.death for subject in bench.workshop.subjects}
    for rule in bench.plan.links.limits:
        for event in rule.events:
            part = bench.plan.parts.get(event.component)
            if part is None or not part.person or event.column in part.earlier.values():
                continue
            person = part.person

            def has_died(_: Part, row: Row, name: str, person: str = person) -> bool:
                return name in row and deaths.get(row.get(person, "")) is not None

            try:
                place = bench.cell(lambda _, name, event=event: name == event.column, has_died, [part])
            except NoPlace:
                continue
            return place.write(str((deaths[place.row[person]] or 0) + 90), "The event was put after the death.")
    raise NoPlace("nobody has died: ask for more participants")


def indexed(bench: Bench) -> Planted:
    """Count all ages of a table from the participant's first diagnosis."""
    ages = bench.plan.profile.overlay.ages
    if ages is None or ages.indexed_below is None or bench.workshop.center in ages.children:
        raise NoPlace("the profile does not look for ages that are counted from another day than birth")
    births = {subject.person.id: subject.person.life.first for subject in bench.workshop.subjects}
    table = bench.table(lambda part: bool(part.person and part.ages) and part.name not in _limited(bench))
    part = table.part
    for row in table.rows:
        for column in part.ages:
            if row.get(column, "").isdecimal():
                row[column] = str(int(row[column]) - births[row[part.person or ""]])
    column = next(column for column in part.ages if any(column in row for row in table.rows))
    done = "All ages were counted from the first diagnosis."
    return Planted(component=part.name, column=column, done=done, mend="Count every age from birth.")


PLANTERS: dict[str, Planter] = {
    "time-order": order,
    "time-after-death": after_death,
    "time-indexed": indexed,
}


def _limited(bench: Bench) -> set[str]:
    """Return the components that hold the days of death."""
    return {rule.limit.component for rule in bench.plan.links.limits}
