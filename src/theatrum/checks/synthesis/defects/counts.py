"""Defects of how many records a participant has."""

from collections.abc import Callable

from theatrum.checks.findings import Severity
from theatrum.checks.profile.link_shapes import CountRule
from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.defects.bench import Bench
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter
from theatrum.checks.synthesis.drafts import Row


def no_participant(bench: Bench) -> Planted:
    """Take out the record of who a participant is."""
    subject, people = bench.subject(), bench.plan.people
    rows = bench.draft.rows(people.name)
    rows[:] = [row for row in rows if row.get(people.key or "") != subject.person.id]
    part, row = next((part, row) for part, row in bench.rows_of(subject) if part.person)
    return Planted(
        component=part.name,
        row=row,
        column=part.person,
        done=f"The row of {subject.person.id} was taken out of {people.name}.",
        mend=f"Add the participant to {people.name}.",
    )


def two_participants(bench: Bench) -> Planted:
    """Add a second, different record of who a participant is."""
    people = bench.plan.people
    place = bench.filled(lambda part, name: name == part.key, [people])
    row = bench.add(people, _different(bench, people, place.row, place.column))
    done = "A second record of the participant was added."
    return Planted(component=people.name, row=row, column=place.column, done=done, mend="Keep one of the two rows.")


def too_few(bench: Bench) -> Planted:
    """Take out all records of a component that each participant must have."""
    subject = bench.subject()
    rule, part = _counted(bench, lambda rule: (rule.at_least or 0) > 0 and rule.strength.stage == Severity.ERROR.value)
    gone = [row for own, row in bench.rows_of(subject) if own is part]
    rows = bench.draft.rows(part.name)
    rows[:] = [row for row in rows if not any(row is other for other in gone)]
    people = bench.plan.people
    row = next(row for own, row in bench.rows_of(subject) if own is people)
    done = f"All rows of {subject.person.id} were taken out of {part.name}."
    return Planted(component=people.name, row=row, column=people.key, done=done, mend=rule.fix)


def too_many(bench: Bench) -> Planted:
    """Add a second record of which one is enough."""
    rule, part = _counted(bench, lambda rule: rule.at_most == 1 and rule.strength.stage == Severity.WARNING.value)
    place = bench.filled(lambda part, name: name == part.person, [part])
    row = _different(bench, part, place.row)
    done = "A second record of the participant was added."
    return Planted(component=part.name, row=bench.add(part, row), column=place.column, done=done, mend=rule.fix)


PLANTERS: dict[str, Planter] = {
    "count-no-participant": no_participant,
    "count-two-participants": two_participants,
    "count-too-few": too_few,
    "count-too-many": too_many,
}


def _counted(bench: Bench, test: Callable[[CountRule], bool]) -> tuple[CountRule, Part]:
    for rule in bench.plan.counts:
        part = bench.plan.parts.get(rule.component)
        if part is not None and part.person == rule.column and test(rule):
            return rule, part
    raise NoPlace("the profile does not count such records")


def _different(bench: Bench, part: Part, row: Row, column: str | None = None) -> Row:
    """Return another row of the same participant, whom a column names."""
    named = column or part.person or ""
    for _ in range(100):
        found = bench.workshop.makers.row(part, bench.chance, {named: row[named]})
        if found != row:
            return found
    raise NoPlace("no other row could be made")
