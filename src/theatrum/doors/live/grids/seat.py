"""One browser at one grid: what it was shown, where its person is, what it is told."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theatrum.doors.live.grids.outgoing import Outgoing
from theatrum.kernel.jsontext import JsonObject, JsonValue

if TYPE_CHECKING:
    from theatrum.repository.grids.live.layout import View

# Of the views that a seat asked for the last ones are kept.
KEPT_VIEWS = 4


class Known:
    """Rows by number that were sent to a seat, a bit each: of others it need not hear what they are worth."""

    def __init__(self, *, is_all: bool = False) -> None:
        # Whoever comes back has rows of before, nobody knows which.
        self._is_all = is_all
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Note that a row was sent."""
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 256 - len(self._bits)))
        self._bits[place] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        """Tell whether a row was sent."""
        place = number >> 3
        return self._is_all or (place < len(self._bits) and bool(self._bits[place] & (1 << (number & 7))))


@dataclass(eq=False)
class Seat:
    """A seat that is taken. ``number`` is its replica: the same one after a return."""

    number: int
    person_id: int
    name: str
    outgoing: Outgoing
    known: Known = field(default_factory=Known)
    views: "dict[int, View]" = field(default_factory=dict)
    last_view: int = 0
    place: JsonObject = field(default_factory=dict)

    @property
    def person(self) -> JsonObject:
        """Who sits here."""
        return {"id": self.person_id, "name": self.name}

    def where(self) -> JsonObject:
        """Return where the person is, as messages have it."""
        nowhere: dict[str, JsonValue] = {"row": None, "slot": None, "to": None, "is_editing": False}
        return {"seat": self.number, "person": self.person, **nowhere, **self.place}

    def keep(self, view: "View") -> None:
        """Keep a view that was asked for, and give up the oldest."""
        self.views[view.number] = view
        for number in sorted(self.views)[:-KEPT_VIEWS]:
            del self.views[number]
