"""Whom of all who submit the gates of people stop: counted by the database, with the conditions that writes ask.

A write asks about one person at one center. Here the same conditions stand in one statement over everybody, and a gate
is open for who is through at any center.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from theatrum.checks.profile.onboarding_shapes import GateRule
from theatrum.consortium.onboarding import conditions, facts
from theatrum.consortium.onboarding.judging import listed, moments
from theatrum.consortium.profile.queries import in_force

_SUBJECTS = """SELECT DISTINCT held.user_id AS id FROM centers_affiliation held
    JOIN accounts_user holder ON holder.principal_ptr_id = held.user_id
    WHERE held.role IN {submits} AND held.ended_on IS NULL AND holder.is_active"""

# Instead of these parts of conditions where no center is meant: any affiliation, and the agreement of its center.
_ANYWHERE: Mapping[str, str] = {
    "current": "affiliation.ended_on IS NULL",
    "executed": """agreement.center_id = affiliation.center_id AND agreement.state = 'executed'
        AND (agreement.expires_on IS NULL OR agreement.expires_on >= %(today)s)""",
}


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people were looked at, and how many of them each gate stops."""

    people: int
    closed: Mapping[str, int]


def count_closed(rules: Sequence[GateRule], excused: Mapping[str, Collection[int]]) -> Crowd:
    """Count whom each of these gates of people stops, but for the excused ones of it; one statement."""
    sums = "".join(f", SUM(CASE WHEN {_passes(rule, excused)} THEN 0 ELSE 1 END)" for rule in rules)
    ((people, *counts),) = _ask(f"SELECT COUNT(*){sums} FROM ({_subjects()}) subject")  # noqa: S608  # our own words
    closed = {rule.gate.value: count or 0 for rule, count in zip(rules, counts, strict=True)}
    return Crowd(people or 0, closed)


def closed_for(rule: GateRule, excused: Mapping[str, Collection[int]], *, start: int, most: int) -> list[int]:
    """Return the people whom a gate stops, by number and in their order, from a start on."""
    asked = f"SELECT subject.id FROM ({_subjects()}) subject WHERE NOT ({_passes(rule, excused)})"  # noqa: S608  # our own words
    limits = {"start": start, "most": most}
    return [number for (number,) in _ask(f"{asked} ORDER BY subject.id LIMIT %(most)s OFFSET %(start)s", limits)]


def submitters() -> list[int]:
    """Return everybody who submits for some center, by number."""
    return [number for (number,) in _ask(f"{_subjects()} ORDER BY 1")]


def _subjects() -> str:
    return _SUBJECTS.format(submits=_submits())


def _submits() -> str:
    return listed(role.role for role in in_force().roles.values() if role.submits)


def _passes(rule: GateRule, excused: Mapping[str, Collection[int]]) -> str:
    numbers = ", ".join(str(number) for number in sorted(excused.get(rule.gate.value, ())))
    return f"({_condition(rule)}) OR subject.id IN ({numbers})" if numbers else _condition(rule)


def _condition(rule: GateRule) -> str:
    condition = conditions.registered().get(rule.gate)
    if condition is None:
        return _read(rule)
    parts = {**conditions.PARTS, **_ANYWHERE}
    told = condition.format(**parts, submits=_submits(), represents="(NULL)", wranglers="(NULL)")
    return told.replace("%(user)s", "subject.id")


def _read(rule: GateRule) -> str:
    """Return the condition of a gate that only a reader knows: whom it found open, by number."""
    reader = facts.person_reader(rule.gate)
    found = reader(submitters(), "") if reader is not None else {}
    numbers = ", ".join(str(number) for number, fact in sorted(found.items()) if fact.is_open)
    return f"subject.id IN ({numbers})" if numbers else "1 = 0"


def _ask(statement: str, more: Mapping[str, int] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**moments(in_force()), **(more or {})})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
