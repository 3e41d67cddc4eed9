"""Changes to a text: what is cut out or written over, applied at once. Positions in characters from 0."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from theatrum.checks.classes import Kind
from theatrum.checks.redaction.wishes import How, Span, Taken


@dataclass(slots=True)
class Splices:
    """A text, what is changed in it, and what was taken out. ``place`` is that of the text in its file.

    Where stretches overlap, the one that begins first counts, and of those the longest.
    """

    text: str = field(repr=False)
    place: str
    taken: list[Taken] = field(default_factory=list)
    _changes: list[tuple[int, int, str]] = field(default_factory=list, repr=False)

    def cut(self, start: int, end: int, *, kind: Kind, name: str) -> None:
        """Take out a stretch."""
        self._changes.append((start, end, ""))
        self.taken.append(Taken(kind, self.place, name))

    def put(self, start: int, end: int, replacement: str) -> None:
        """Write something harmless in the place of a stretch, such as a number that changes."""
        self._changes.append((start, end, replacement))

    def blank(self, start: int, spans: Sequence[Span], name: str) -> None:
        """Write blanks over what detectors found in the text that begins at ``start``."""
        for span in spans:
            at = start + span.start
            self._changes.append((at, at + span.length, " " * span.length))
            self.taken.append(Taken(span.kind, self.place, name, How.BLANKED))

    def result(self) -> str:
        """Return the changed text."""
        parts: list[str] = []
        at = 0
        for start, end, replacement in sorted(self._changes, key=lambda change: (change[0], -change[1])):
            if start >= at:
                parts += self.text[at:start], replacement
                at = end
        return "".join([*parts, self.text[at:]])
