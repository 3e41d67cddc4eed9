"""What goes out of a grid: which rows, in which order, and for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows, stream


@dataclass(frozen=True, slots=True)
class Going:
    """What goes out: of a grid, by whom, and which rows in which order; None are all."""

    actor: Actor
    workspace: Workspace
    numbers: Sequence[int] | None = None

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        if self.numbers is None:
            yield from stream(live_rows(self.workspace), size=PIECE)
            return
        for start in range(0, len(self.numbers), PIECE):
            some = self.numbers[start : start + PIECE]
            rows = {row.number: row for row in live_rows(self.workspace).filter(number__in=some)}
            yield from (rows[number] for number in some if number in rows)
