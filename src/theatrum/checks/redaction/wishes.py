"""What is asked of a cleaned copy, what a plan for one says, and what keeps one from being made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from theatrum.checks.classes import Kind
from theatrum.checks.redaction.pieces import Piece


class Part(StrEnum):
    """What may be kept although it is taken out unless asked for, or taken out although it is kept."""

    LABEL = "label"
    MACRO = "macro"
    THUMBNAIL = "thumbnail"
    ANNOTATIONS = "annotations"


DROPPED = frozenset({Part.LABEL, Part.MACRO, Part.ANNOTATIONS})
"""What is taken out unless asked for otherwise."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something identifying in a text: characters from 0, and its class."""

    kind: Kind
    start: int
    length: int


Find = Callable[[str, str], Sequence[Span]]
"""Given a text of a header and the name of its field: what must not be in it, in order, without overlaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How files are to be cleaned.

    ``dropped`` are the parts taken out. ``is_harmless`` says of a field's value that it identifies nobody, such as an
    identifier of the consortium. ``is_blanking`` leaves blank pictures in the place of those. ``key`` makes the
    same new UID of the same old one.
    """

    find: Find
    is_harmless: Callable[[str], bool] = lambda _: False
    dropped: frozenset[Part] = DROPPED
    is_blanking: bool = False
    key: bytes = field(default=b"", repr=False)


class How(StrEnum):
    """What was done with something."""

    REMOVED = "removed"
    EMPTIED = "emptied"
    REPLACED = "replaced"
    BLANKED = "blanked"


@dataclass(frozen=True, slots=True)
class Taken:
    """Something of a class that is no longer in the copy: its place, the name of the field, and never what it was."""

    kind: Kind
    place: str
    name: str
    how: How = How.REMOVED


@dataclass(frozen=True, slots=True)
class Plan:
    """A copy to be made: ``label`` is what the file is to people, ``taken`` what is no longer in it.

    ``advice`` is what else is to be done about a copy.
    """

    label: str
    pieces: tuple[Piece, ...]
    taken: tuple[Taken, ...]
    advice: str | None = None


class Refused(Exception):
    """No right copy can be made of a file. ``problem`` and ``fix`` are sentences; nothing here holds content."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix
