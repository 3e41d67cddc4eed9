"""What is wrong in the pieces of one file, put together: the same finding in many pieces is one."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from theatrum.checks.findings import Finding, Group

# Different findings kept of one file: a thousand for each of many columns. And places of one, of a file in pieces.
MOST_FINDINGS = 20_000
MOST_PLACES = 100_000


@dataclass(slots=True)
class Places(Sequence[int]):
    """Rows in order, of which only the first ones are kept; its length is how many there are."""

    total: int = 0
    first: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, rows: Sequence[int]) -> None:
        """Add the rows of a further piece."""
        self.total += len(rows)
        self.first.extend(rows[: MOST_PLACES - len(self.first)])

    def __len__(self) -> int:
        """Count them all."""
        return self.total

    def __iter__(self) -> Iterator[int]:
        """Yield the first ones."""
        return iter(self.first)

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...

    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        """Return one of the first ones, or some of them."""
        return self.first[index]


class Tally:
    """Findings as they come, piece by piece."""

    def __init__(self) -> None:
        self._places: dict[Finding, Places] = {}
        self.left_out = 0

    def add(self, groups: Iterable[Group]) -> None:
        """Add what one piece has."""
        for group in groups:
            finding = replace(group.finding, file=None, sheet=None, component=None)
            if finding in self._places or len(self._places) < MOST_FINDINGS:
                self._places.setdefault(finding, Places()).add(group.rows)
            else:
                self.left_out += 1

    def groups(self) -> list[Group]:
        """Return everything, in the order in which it came."""
        return [Group(finding, places) for finding, places in self._places.items()]
