"""What a room above tells of a workspace beside what its rows tell by themselves: groups that no one act mends."""

from collections.abc import Callable, Sequence

from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.grouping import Problem

# Returns groups of its own, as few as there are.
Adder = Callable[[Actor, Workspace], Sequence[Problem]]

_adders = Hooks[Adder]()


def register(adder: Adder) -> None:
    """Let a room tell something."""
    _adders.register(adder)


def added_to(actor: Actor, workspace: Workspace) -> list[Problem]:
    """Return the groups of rooms above."""
    return [problem for adder in _adders for problem in adder(actor, workspace)]
