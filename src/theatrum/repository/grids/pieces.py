"""Many changes cut into operations, none of which is larger than one may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from theatrum.repository.grids.cells import as_cells
from theatrum.repository.grids.changes import Change, Inserted, Pulled
from theatrum.repository.grids.policy import MOST_CELLS


@dataclass(slots=True)
class Piece:
    """What is collected for the next operation; ``width`` is how many slots a row has."""

    width: int
    cells: dict[int, Mapping[int, str | None]] = field(default_factory=dict)
    inserted: list[Inserted] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    pulled: dict[int, Pulled] = field(default_factory=dict)
    size: int = 0

    def add(self, number: int | None, cells: Mapping[int, str | None]) -> Iterator[Change]:
        """Set cells of a row, or insert a new one at the end; yields what is full."""
        if number is None:
            row = Inserted(as_cells(cells, self.width))
            yield from self.make_room(row.size)
            self.inserted.append(row)
        elif cells:
            yield from self.make_room(len(cells))
            self.cells[number] = cells

    def pull(
        self, number: int, pulled: Pulled, cells: Mapping[int, str | None], *, is_back: bool = False
    ) -> Iterator[Change]:
        """Say what the source has now of a row, and what the row becomes; yields what is full."""
        yield from self.make_room(max(1, len(cells)) + is_back)
        self.pulled[number] = pulled
        if cells:
            self.cells[number] = cells
        if is_back:
            self.restored.append(number)

    def rest(self) -> Iterator[Change]:
        """Yield what is left."""
        if self.size:
            yield Change(
                cells=self.cells,
                inserted=self.inserted,
                deleted=self.deleted,
                restored=self.restored,
                pulled=self.pulled,
            )
            self.cells, self.inserted, self.deleted, self.restored, self.pulled = {}, [], [], [], {}
            self.size = 0

    def make_room(self, size: int) -> Iterator[Change]:
        """Let so many cells more find room; yields what was there, if they do not fit beside it."""
        if self.size + size > MOST_CELLS:
            yield from self.rest()
        self.size += size
