"""Where the rows of a grid stand and what each is worth, in 17 bytes a row: held by a process for all its seats. Pure.

No Django here: the event loop holds this.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

# What a row is, as one byte: 0 where there is none, else one of these, with marks.
VERDICTS = ("waiting", "valid", "invalid", "none")
_CODES = {name: index + 1 for index, name in enumerate(VERDICTS)}
_CODE = 0b111
ERROR, PENDING = 0b1000, 0b10000


def flag(verdict: str, *, has_error: bool, has_pending: bool) -> int:
    """Return what a row is as one byte."""
    return _CODES[verdict] | (ERROR if has_error or verdict == "invalid" else 0) | (PENDING if has_pending else 0)


@dataclass(slots=True)
class Flags:
    """The bytes of rows by number, and how many there are of each verdict."""

    content: bytearray = field(default_factory=bytearray)
    counts: list[int] = field(default_factory=lambda: [0] * (len(VERDICTS) + 1))

    def set(self, number: int, value: int) -> None:
        """Say what a row is; 0 where it is gone."""
        if number >= len(self.content):
            self.content.extend(bytes(number + 1024 - len(self.content)))
        before = self.content[number]
        if before != value:
            self.content[number] = value
            self.counts[before & _CODE] -= 1
            self.counts[value & _CODE] += 1

    def __getitem__(self, number: int) -> int:
        """Return what a row is; 0 for one that is not there."""
        return self.content[number] if 0 <= number < len(self.content) else 0

    @property
    def totals(self) -> dict[str, int]:
        """How many rows there are, and how many of each verdict."""
        found = {name: self.counts[_CODES[name]] for name in VERDICTS}
        return {"rows": sum(found.values()), **found}


@dataclass(slots=True)
class Layout:
    """The rows that are there, from the top: their numbers and positions, side by side."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    positions: "array[int]" = field(default_factory=lambda: array("q"))
    flags: Flags = field(default_factory=Flags)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.numbers)

    def append(self, number: int, position: int, value: int) -> None:
        """Add a row below all others."""
        self.numbers.append(number)
        self.positions.append(position)
        self.flags.set(number, value)

    def insert(self, number: int, position: int) -> None:
        """Add a row where its position says; what it is worth is set later."""
        if self.flags[number]:
            return
        place = (
            len(self) if not self.positions or position > self.positions[-1] else bisect_left(self.positions, position)
        )
        self.numbers.insert(place, number)
        self.positions.insert(place, position)
        self.flags.set(number, _CODES["waiting"])

    def remove(self, gone: Collection[int]) -> None:
        """Take rows away."""
        kept = [index for index, number in enumerate(self.numbers) if number not in gone]
        if len(kept) < len(self.numbers):
            self.numbers = array("q", [self.numbers[index] for index in kept])
            self.positions = array("q", [self.positions[index] for index in kept])
        for number in gone:
            self.flags.set(number, 0)


@dataclass(slots=True)
class View:
    """The rows that somebody sees, in their order; ``numbers`` None: all, as they stand."""

    number: int
    numbers: "array[int] | None" = None

    def order(self, layout: Layout) -> "array[int]":
        """Return the numbers of the rows, from the top."""
        return layout.numbers if self.numbers is None else self.numbers

    def remove(self, gone: Collection[int]) -> None:
        """Take rows away."""
        if self.numbers is not None:
            self.numbers = array("q", [number for number in self.numbers if number not in gone])

    def insert(self, placed: Sequence[tuple[int, int]]) -> None:
        """Add rows (number, row above): below that row where it is shown, else at the end."""
        if self.numbers is None:
            return
        for number, above in placed:
            try:
                self.numbers.insert(self.numbers.index(above) + 1, number)
            except ValueError:
                self.numbers.append(number)


def places_of(order: Sequence[int], wanted: Iterable[int]) -> dict[int, int]:
    """Return where some rows are in an order."""
    searched = set(wanted)
    return {number: index for index, number in enumerate(order) if number in searched}


def walk(
    order: Sequence[int], start: int, *, is_backward: bool, is_wanted: Callable[[int], bool]
) -> Iterator[tuple[int, int]]:
    """Yield the wanted rows (index, number) from a place on, that place included, to the end or the top."""
    steps = range(min(start, len(order) - 1), -1, -1) if is_backward else range(max(start, 0), len(order))
    for index in steps:
        if is_wanted(order[index]):
            yield index, order[index]
