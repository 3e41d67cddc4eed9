"""A submission as it is being made: tables of rows that may still be changed, and files that are not bytes yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.styles import Style

# The cells of a row by column; a column that is not there is an empty cell. Rows are told apart by identity.
Row = dict[str, str]


@dataclass(slots=True, eq=False)
class DraftTable:
    """The rows of one component. ``columns`` are the header, in order."""

    part: Part
    columns: list[str]
    rows: list[Row] = field(default_factory=list)

    def number_of(self, row: Row) -> int | None:
        """Return the number of a row among the data rows, from 1; None where it is not there (any more)."""
        return next((number for number, other in enumerate(self.rows, start=1) if other is row), None)


@dataclass(slots=True, eq=False)
class DraftFile:
    """One data file: its path below the submission's folder, and what its bytes are made of.

    ``replaced`` are the bytes where they are not what the content would make.
    """

    path: str
    component: str
    ending: str
    content: Content
    replaced: bytes | None = None


@dataclass(slots=True, eq=False)
class Draft:
    """All tables by component and all files, in the order in which they are written.

    ``styles`` say how tables are written that are not written as all others are.
    """

    tables: dict[str, DraftTable]
    files: list[DraftFile] = field(default_factory=list)
    styles: dict[str, Style] = field(default_factory=dict)

    def add(self, component: str, row: Row) -> Row:
        """Add a row to the table of a component; returns it."""
        self.tables[component].rows.append(row)
        return row

    def rows(self, component: str) -> list[Row]:
        """Return the rows of a component."""
        return self.tables[component].rows

    def __iter__(self) -> Iterator[DraftTable]:
        """Iterate over the tables that have rows."""
        return (table for table in self.tables.values() if table.rows)


def empty_draft(parts: Iterable[Part]) -> Draft:
    """Return a draft with a table for each part, without rows."""
    return Draft({part.name: DraftTable(part, list(part.columns)) for part in parts})
