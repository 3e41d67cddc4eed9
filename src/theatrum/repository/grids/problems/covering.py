"""What a room above says of problems: which are excepted, and where somebody may ask for that."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.grouping import Problem
from theatrum.repository.grids.problems.reading import InvalidRow


@dataclass(frozen=True, slots=True)
class Cover:
    """``text`` says that a group is excepted, and until when; empty where it is not. ``link`` is a path of this server.

    Without a text the link leads to where an exception is asked for.
    """

    text: str
    link: str


# Returns what to say beside groups, by their keys; of those beside which nothing is said, nothing.
Coverer = Callable[[Actor, Workspace, Sequence[Problem]], Mapping[str, Cover]]

# Returns the numbers of invalid rows of which all errors are covered; None where nothing can cover any.
Excepter = Callable[[Workspace], Collection[int] | None]

# Returns what covers errors of rows, by the number of the row and the key of the error's group. The rows are read
# where they are asked for.
Excuser = Callable[[Workspace, Callable[[], Sequence[InvalidRow]]], Mapping[int, Mapping[str, Cover]]]

_coverers = Hooks[Coverer]()
_excusers = Hooks[Excuser]()
_excepters = Hooks[Excepter]()


def register(coverer: Coverer) -> None:
    """Let a room say something."""
    _coverers.register(coverer)


def covers_of(actor: Actor, workspace: Workspace, problems: Sequence[Problem]) -> dict[str, Cover]:
    """Return what is said beside groups, by their keys."""
    found: dict[str, Cover] = {}
    for coverer in _coverers if problems else ():
        found.update(coverer(actor, workspace, problems))
    return found


def excuse_by(excuser: Excuser) -> None:
    """Let a room say which errors of rows are excepted."""
    _excusers.register(excuser)


def excuses_of(workspace: Workspace, read: Callable[[], Sequence[InvalidRow]]) -> dict[int, Mapping[str, Cover]]:
    """Return what covers errors of rows, by the number of the row and the key of the error's group."""
    found: dict[int, Mapping[str, Cover]] = {}
    for excuser in _excusers:
        found.update(excuser(workspace, read))
    return found


def count_by(excepter: Excepter) -> None:
    """Let a room say which rows are excepted."""
    _excepters.register(excepter)


def excepted_in(workspace: Workspace) -> int | None:
    """Return how many of the invalid rows are excepted; None where nothing can except any."""
    found = [some for excepter in _excepters if (some := excepter(workspace)) is not None]
    return len(set().union(*found)) if found else None
