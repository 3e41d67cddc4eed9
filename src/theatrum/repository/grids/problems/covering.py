"""What a room above says beside a group of problems: that it is excepted, or where somebody may ask for that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.grouping import Problem


@dataclass(frozen=True, slots=True)
class Cover:
    """``text`` says that a group is excepted, and until when; empty where it is not. ``link`` is a path of this server.

    Without a text the link leads to where an exception is asked for.
    """

    text: str
    link: str


# Returns what to say beside groups, by their keys; of those beside which nothing is said, nothing.
Coverer = Callable[[Actor, Workspace, Sequence[Problem]], Mapping[str, Cover]]

_coverers: list[Coverer] = []


def register(coverer: Coverer) -> None:
    """Let a room say something."""
    if coverer not in _coverers:
        _coverers.append(coverer)


def covers_of(actor: Actor, workspace: Workspace, problems: Sequence[Problem]) -> dict[str, Cover]:
    """Return what is said beside groups, by their keys."""
    found: dict[str, Cover] = {}
    for coverer in _coverers if problems else ():
        found.update(coverer(actor, workspace, problems))
    return found
