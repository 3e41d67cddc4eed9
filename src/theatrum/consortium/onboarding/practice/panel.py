"""Mistakes between the tables of a practice, told in the grid of each beside those that its rows tell by themselves."""

from theatrum.consortium.onboarding.practice.checking import Left
from theatrum.consortium.onboarding.practice.looking import look
from theatrum.consortium.onboarding.practice.models import Practice
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.grouping import MOST_ROWS, Problem
from theatrum.repository.grids.problems.reading import key_of
from theatrum.repository.grids.queries import live_rows

_BETWEEN = "links."


def practice_with(actor: Actor, node_id: int) -> Practice | None:
    """Return the practice of a person that an entity is a table of."""
    found = Practice.objects.filter(user_id=actor.id).first()
    return found if found is not None and node_id in found.tables.values() else None


def between_tables(actor: Actor, workspace: Workspace) -> list[Problem]:
    """Return what is told of a table of a practice because of the other ones. An adder of ``grids.problems``."""
    practice = practice_with(actor, workspace.source_id)
    if practice is None:
        return []
    name = next(name for name, number in practice.tables.items() if number == workspace.source_id)
    left = [one for one in look(practice).left if one.component == name and _is_between(one)]
    numbers = list(live_rows(workspace).values_list("number", flat=True)) if left else []
    return [_problem(workspace, one, numbers) for one in left]


def _is_between(one: Left) -> bool:
    return one.finding is not None and one.finding.code.startswith(_BETWEEN)


def _problem(workspace: Workspace, one: Left, numbers: list[int]) -> Problem:
    finding = one.finding
    if finding is None:
        raise TypeError("what is between tables is a finding")
    rows = [numbers[row - 1] for row in one.rows if 0 < row <= len(numbers)]
    return Problem(
        key=key_of(finding),
        finding=finding,
        message=" ".join(filter(None, (one.message, one.fix))),
        slot=workspace.slots.get(finding.column or ""),
        count=len(rows),
        rows=rows[:MOST_ROWS],
        fixes=(),
    )
