"""What synchronizing has to tell people: where both sides changed the same."""

from dataclasses import dataclass, field

MOST_MESSAGES = 100


@dataclass
class Conflicts:
    """What both sides changed: told in words, and the cells with what the source has (row, slot, text)."""

    messages: list[str] = field(default_factory=list)
    cells: dict[int, dict[int, str | None]] = field(default_factory=dict)
    more: int = 0

    def tell(self, message: str) -> None:
        """Add a message, as long as people would read them."""
        if message in self.messages:
            return
        if len(self.messages) < MOST_MESSAGES:
            self.messages.append(message)
        else:
            self.more += 1

    def add(self, other: "Conflicts") -> None:
        """Add what another pull found."""
        for message in other.messages:
            self.tell(message)
        self.more += other.more
        for number, cells in other.cells.items():
            self.cells[number] = {**self.cells.get(number, {}), **cells}

    @property
    def told(self) -> list[str]:
        """All messages."""
        return [*self.messages, f"There are {self.more:,} more conflicts."] if self.more else self.messages
