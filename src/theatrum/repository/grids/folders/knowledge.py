"""What higher rooms know of files: what is shown beside them, and what can be filled in. One knows; none is the rule.

Asked outside of any transaction, for as many files at once as are read at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from theatrum.repository.entities.models import Node


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in read-only cells beside a file: its format, and where its screening is, both in our words."""

    format: str | None = None
    screening: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A text for an empty cell, and where it is from, such as ``header of the file: SIZE_X``."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which files are to be filled in: ``component`` is the schema's name without version, ``digest`` its text's.

    ``names`` are the attributes that have a column. ``nodes`` come with their current versions and handles.
    """

    component: str
    digest: str
    names: Sequence[str]
    nodes: Sequence[Node]


class Knowledge(Protocol):
    """Answers for all files of this installation."""

    def shown(self, nodes: Sequence[Node]) -> Mapping[int, Shown]:
        """Return what is shown, by entity; what nothing is known of is absent."""

    def filled(self, asked: Asked) -> Mapping[int, Mapping[str, Filled]]:
        """Return texts by entity and attribute, for all cells that can be known, whatever stands there."""


_known: list[Knowledge] = []


def register(knowledge: Knowledge) -> None:
    """Let a room answer, in place of any before it."""
    _known[:] = [knowledge]


def shown(nodes: Sequence[Node]) -> Mapping[int, Shown]:
    """Return what is shown beside files; nothing while no room answers."""
    return _known[0].shown(nodes) if _known and nodes else {}


def filled(asked: Asked) -> Mapping[int, Mapping[str, Filled]]:
    """Return what can be filled in; nothing while no room answers."""
    return _known[0].filled(asked) if _known and asked.nodes else {}
