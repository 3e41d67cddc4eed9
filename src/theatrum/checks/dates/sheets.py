"""A table as rows of text: what goes into a conversion, and what comes out of it."""

from dataclasses import dataclass

from theatrum.checks.dates.problems import Place

Cell = str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of one file: names of columns, and the cells of each; None is an empty cell."""

    file: str
    sheet: str | None
    columns: dict[str, list[Cell]]

    @property
    def height(self) -> int:
        """Count the data rows."""
        return max(map(len, self.columns.values()), default=0)

    def place(self, column: str | None = None) -> Place:
        """Return where a finding about a column is."""
        return Place(self.file, self.sheet, column)
