"""The ways in which a table is saved by people's programs."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell of a workbook that is computed, and the result that was saved with it."""

    text: str
    result: str


@dataclass(slots=True)
class Style:
    """How a table is written.

    ``headings`` are other names for columns in the header; ``doubled`` is a column that stands there twice. ``extras``
    are cells behind the last column, and ``odd_cells`` dates and formulas in a workbook, by the ``id()`` of their row.
    """

    is_workbook: bool = False
    encoding: str = "utf-8"
    separator: str = ","
    headings: dict[str, str] = field(default_factory=dict)
    doubled: str | None = None
    extras: dict[int, tuple[str, ...]] = field(default_factory=dict)
    odd_cells: dict[tuple[int, str], date | Formula] = field(default_factory=dict)

    @property
    def ending(self) -> str:
        """The ending of the file's name."""
        return "xlsx" if self.is_workbook else "csv"
