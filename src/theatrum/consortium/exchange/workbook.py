"""A grid as a workbook that knows where it comes from: to be edited anywhere, and merged when it comes back.

All cells are text. The last column, hidden, has the marks of the rows; it and the key of rows that are there are
locked, without a password: who wants to sort or to delete rows lifts the protection, and the rows are known still.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from theatrum.checks.findings import Severity
from theatrum.checks.report.marked_sheet import COLOURS, LONGEST_TEXT, MOST_COMMENTS, MOST_ROWS
from theatrum.checks.report.marks import LONGEST_COMMENT, WORST
from theatrum.checks.tables.workbook import HELP_SHEET
from theatrum.checks.templates.choices import add_choices
from theatrum.checks.templates.looks import Looks
from theatrum.checks.templates.words import comment
from theatrum.consortium.exchange.errors import GridTooLarge
from theatrum.consortium.exchange.identity import HEADER, PROPERTY
from theatrum.consortium.exchange.knowing import Known
from theatrum.consortium.exchange.neutral import is_risky
from theatrum.consortium.exchange.outgone import LEFT_OUT
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells, cell

# Nothing that stands in a cell may become a formula, a link or a number.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LONGEST_NAME = 31
_SPARE_ROWS = 2_000
_NARROW, _WIDE = 12, 46
_NOTE = {"author": "Theatrum", "x_scale": 2.5, "y_scale": 2.0}
# What the protection leaves to everybody.
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
_ROWS = "Rows"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a workbook says of itself; ``signature`` is empty for one that does not come back."""

    title: str
    signature: str
    lines: Sequence[tuple[str, str]]
    key: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row to write: its cells by slot, its findings, and its mark, empty where it has none."""

    cells: Cells
    findings: Sequence[JsonObject] = ()
    mark: str = ""


@dataclass
class Book:
    """A workbook that is being written."""

    target: IO[bytes]
    columns: Sequence[str]
    slots: Sequence[int]
    known: Known
    facts: Facts
    rows: int = 0
    comments: int = 0
    _formats: dict[tuple[Severity | None, bool, bool], Format] = field(default_factory=dict)

    def write(self, rows: Iterable[SheetRow]) -> None:
        """Write all of it. Raises GridTooLarge."""
        self._book = Workbook(self.target, _OPTIONS)
        looks = Looks(self._book)
        sheet = self._book.add_worksheet(sheet_name(self.known.component or _ROWS))
        self._header(sheet, looks)
        for row in rows:
            if self.rows == MOST_ROWS:
                raise GridTooLarge(count=self.rows + 1, what="rows", limit=MOST_ROWS)
            self.rows += 1
            self._row(sheet, row)
        self._end(sheet)
        self._help(looks)
        pages = [self.known.page(name) for name in self.columns]
        last = min(self.rows + _SPARE_ROWS, MOST_ROWS)
        add_choices(self._book, sheet, pages, choices=dict(self.known.choices), last=last)
        self._properties()
        self._book.close()

    def _header(self, sheet: Worksheet, looks: Looks) -> None:
        for position, name in enumerate(self.columns):
            page = self.known.page(name)
            width = max(_NARROW, min(len(name) + 4, _WIDE))
            sheet.set_column(position, position, width, self._format())
            sheet.write_string(0, position, name, looks.header(page.need))
            if page.about:
                sheet.write_comment(0, position, comment(page), _NOTE)
        if self.facts.signature:
            place = len(self.columns)
            sheet.set_column(place, place, _NARROW, self._format(is_locked=True), {"hidden": True})
            sheet.write_string(0, place, HEADER, looks.header("optional"))
        sheet.freeze_panes(1, 0)

    def _row(self, sheet: Worksheet, row: SheetRow) -> None:
        marks = marks_of(row.findings)
        locked = set(self.facts.key) if row.mark else set()
        for position, (name, slot) in enumerate(zip(self.columns, self.slots, strict=True)):
            text, found = cell(row.cells, slot), marks.get(name)
            form = self._format(
                None if found is None else found[0],
                is_locked=name in locked and text is not None,
                is_risky=text is not None and is_risky(text),
            )
            if text is not None:
                sheet.write_string(self.rows, position, text if len(text) <= LONGEST_TEXT else LEFT_OUT, form)
            elif found is not None:
                sheet.write_blank(self.rows, position, None, form)
            if found is not None and self.comments < MOST_COMMENTS:
                self.comments += 1
                sheet.write_comment(self.rows, position, found[1], _NOTE)
        if row.mark:
            sheet.write_string(self.rows, len(self.columns), row.mark, self._format(is_locked=True))

    def _end(self, sheet: Worksheet) -> None:
        last = len(self.columns) - (not self.facts.signature)
        sheet.autofilter(0, 0, self.rows, max(0, last))
        # Excel warns of every number that is stored as text; here that is meant.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self.rows + _SPARE_ROWS}"})
        if self.facts.signature:
            sheet.protect("", _ALLOWED)

    def _help(self, looks: Looks) -> None:
        sheet = self._book.add_worksheet(HELP_SHEET)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, self.facts.title, looks.title)
        for row, (name, text) in enumerate(self.facts.lines, start=2):
            sheet.write_string(row, 0, name, looks.title)
            sheet.write_string(row, 1, text, looks.wrapped)

    def _properties(self) -> None:
        self._book.set_properties({"title": self.facts.title, "author": "", "company": ""})
        if self.facts.signature:
            self._book.set_custom_property(PROPERTY, self.facts.signature, "text")

    def _format(self, severity: Severity | None = None, *, is_locked: bool = False, is_risky: bool = False) -> Format:
        key = (severity, is_locked, is_risky)
        if key not in self._formats:
            look: dict[str, object] = {"num_format": "@", "locked": is_locked}
            look |= {"bg_color": COLOURS[severity]} if severity is not None else {}
            look |= {"quote_prefix": True} if is_risky else {}
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


def marks_of(findings: Sequence[JsonObject]) -> Mapping[str | None, tuple[Severity, str]]:
    """Return what is wrong with the cells of a row, by column: the worst severity, and all sentences."""
    found: dict[str | None, tuple[Severity, list[str]]] = {}
    for finding in findings:
        column = finding.get("column")
        severity = Severity(str(finding.get("severity", "error")))
        parts = (finding.get("message"), finding.get("fix"))
        sentence = " ".join(str(part) for part in parts if part)
        worst, told = found.get(str(column) if column else None, (severity, []))
        found[str(column) if column else None] = (min(worst, severity, key=WORST.index), [*told, sentence])
    return {name: (severity, "\n\n".join(told)[:LONGEST_COMMENT]) for name, (severity, told) in found.items()}


def sheet_name(name: str) -> str:
    """Return a name that a sheet may have."""
    plain = "".join("_" if sign in "[]:*?/\\'" else sign for sign in name).strip() or _ROWS
    return plain[:_LONGEST_NAME]
