"""What a detector says of a text: that something of a class stands at a place in it. Never the text itself."""

from dataclasses import dataclass

from theatrum.checks.classes import Kind, Strength, Where

__all__ = ["Hit", "Kind", "Strength", "Where"]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something of a class in a text: characters from 0; ``writing`` names how it is written, such as ``iso``."""

    kind: Kind
    start: int
    length: int
    strength: Strength
    writing: str

    @property
    def end(self) -> int:
        """The first character behind it."""
        return self.start + self.length
