"""One table as a sheet of a marked workbook: every cell as text, bad ones coloured, with what is wrong as a comment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from theatrum.checks.findings import Severity
from theatrum.checks.report.document import Input
from theatrum.checks.report.hiding import PrivateCells, PrivateColumn
from theatrum.checks.report.marks import Mark, TableMarks

# Excel takes no more rows, and no longer texts.
MOST_ROWS = 1_048_575
MOST_COLUMNS = 16_384
LONGEST_TEXT = 32_767
# A sheet with more comments opens slowly; colours and the summary tell of all.
MOST_COMMENTS = 10_000
COLOURS = {
    Severity.ERROR: "#FFC7CE",
    Severity.WARNING: "#FFEB9C",
    Severity.PENDING: "#E4DFEC",
    Severity.NOTE: "#DDEBF7",
}
_AUTHOR = "Theatrum"
_NARROW, _WIDE = 12, 40


class Formats:
    """The formats of one workbook. All cells are text, so that nothing turns into a date or loses its zeros."""

    def __init__(self, book: Workbook) -> None:
        """Make them in a workbook."""
        self.text = book.add_format({"num_format": "@"})
        self.bold = book.add_format({"bold": True, "num_format": "@"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.cells = {found: book.add_format({"num_format": "@", "bg_color": rgb}) for found, rgb in COLOURS.items()}
        self.headers = {
            found: book.add_format({"num_format": "@", "bg_color": rgb, "bold": True}) for found, rgb in COLOURS.items()
        }

    def cell(self, mark: Mark | None, *, is_header: bool = False) -> Format:
        """Return the format of a cell."""
        if mark is None:
            return self.bold if is_header else self.text
        return (self.headers if is_header else self.cells)[mark.severity]


@dataclass(slots=True)
class MarkedSheet:
    """A sheet that is being written, and what became of its table."""

    name: str
    input: Input
    sheet: Worksheet
    formats: Formats
    private: PrivateCells
    rows: int = 0
    columns: tuple[str, ...] = ()
    comments: int = 0
    emptied: int = 0
    notes: set[str] = field(default_factory=set)

    _private: tuple[PrivateColumn, ...] = ()

    def begin(self, frame: pl.DataFrame, marks: TableMarks) -> None:
        """Write the header."""
        self.columns = tuple(frame.columns[:MOST_COLUMNS])
        if len(frame.columns) > MOST_COLUMNS:
            self.notes.add(f"Only the first {MOST_COLUMNS:,} columns are here: Excel takes no more.")
        place = (self.input.file, self.input.sheet)
        self._private = tuple(self.private.of_column(place, name) for name in self.columns)
        for position, name in enumerate(self.columns):
            self.sheet.set_column(position, position, max(_NARROW, min(len(name) + 4, _WIDE)), self.formats.text)
            self._write((0, position), name, marks.header.get(position))
        self.sheet.freeze_panes(1, 0)

    def add(self, frame: pl.DataFrame, marks: TableMarks) -> None:
        """Write the next rows of the table."""
        for cells in frame.select(frame.columns[:MOST_COLUMNS]).iter_rows():
            if self.rows == MOST_ROWS:
                self.notes.add(f"Only the first {MOST_ROWS:,} rows are here: Excel takes no more.")
                return
            self.rows += 1
            self._row(cells, marks.of_row(self.rows))

    def end(self) -> None:
        """Close the table."""
        if self.columns:
            self.sheet.autofilter(0, 0, self.rows, len(self.columns) - 1)
            # Excel warns of every number that is stored as text; here that is meant.
            self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self.rows + 1}"})
        if self.comments > MOST_COMMENTS:
            left = self.comments - MOST_COMMENTS
            self.notes.add(f"{left:,} more coloured cells have no comment; the groups above tell of them.")
        if self.emptied:
            self.notes.add(f"{self.emptied:,} cells with identifying data are emptied here; your own file has them.")

    def _row(self, cells: tuple[str | None, ...], marks: Mapping[int, Mark]) -> None:
        for position, text in enumerate(cells):
            mark = marks.get(position)
            if text is not None and self._private[position].has(self.rows):
                self.emptied += 1
                text = None  # noqa: PLW2901  # the cell is written without it
            if text is not None or mark is not None:
                self._write((self.rows, position), text, mark)

    def _write(self, place: tuple[int, int], text: str | None, mark: Mark | None) -> None:
        form = self.formats.cell(mark, is_header=place[0] == 0)
        if text is None:
            self.sheet.write_blank(*place, None, form)
        else:
            self.sheet.write_string(*place, self._fitting(text), form)
        if mark is not None:
            self.comments += 1
            if self.comments <= MOST_COMMENTS:
                self.sheet.write_comment(*place, mark.comment, {"author": _AUTHOR, "x_scale": 2.5, "y_scale": 1.5})

    def _fitting(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            self.notes.add(f"Texts of more than {LONGEST_TEXT:,} letters are cut off here: Excel takes no longer ones.")
        return text[:LONGEST_TEXT]
