"""Defects of ages that cannot be."""

from theatrum.checks.synthesis.defects.bench import Bench
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter


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
    deaths = {one.person.id: one.person.life.death for one in bench.workshop.subjects if one.person.life.death}
    # What must come after something else would break the order too.
    followed = {(rule.component, rule.first) for rule in bench.plan.links.order}
    events = {(event.component, event.column) for rule in bench.plan.links.limits for event in rule.events} - followed
    place = bench.cell(
        lambda part, name: bool(part.person) and (part.name, name) in events,
        lambda part, row, name: name in row and row.get(part.person or "") in deaths,
    )
    return place.write(str(deaths[place.row[place.part.person or ""]] + 90), "The event was put after the death.")


def indexed(bench: Bench) -> Planted:
    """Count all ages of a table from the participant's first diagnosis."""
    ages = bench.plan.profile.overlay.ages
    if ages is None or ages.indexed_below is None or bench.workshop.center in ages.children:
        raise NoPlace("the profile does not look for ages that are counted from another day than birth")
    births = {subject.person.id: subject.person.life.first for subject in bench.workshop.subjects}
    limited = {rule.limit.component for rule in bench.plan.links.limits}
    table = bench.table(
        lambda table: table.part.person and table.part.ages and table.part.name not in limited, is_whole=True
    )
    part = table.part
    for row in table.rows:
        for column in part.ages:
            if row.get(column, "").isdecimal():
                row[column] = str(int(row[column]) - births[row[part.person or ""]])
    column = next(column for column in part.ages if any(column in row for row in table.rows))
    done = "All ages were counted from the first diagnosis."
    return Planted(component=part.name, column=column, done=done, mend="Count every age from birth.")


WHOLE_TABLE: dict[str, Planter] = {"time-indexed": indexed}
PLANTERS: dict[str, Planter] = {"time-order": order, "time-after-death": after_death}
