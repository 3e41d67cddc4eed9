"""A workbook with the tables as they were read and the findings in place: to correct, save, and check again."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import polars as pl
from xlsxwriter.workbook import Workbook

from theatrum.checks.report.document import Input, Report
from theatrum.checks.report.hiding import PrivateCells
from theatrum.checks.report.marked_choices import Allowed, Choices
from theatrum.checks.report.marked_sheet import Formats, MarkedSheet
from theatrum.checks.report.marked_summary import write_summary
from theatrum.checks.report.marks import TableMarks
from theatrum.checks.report.sheet_names import SheetNames
from theatrum.checks.tables.workbook import SUMMARY_SHEET

# Nothing that stands in a cell may become a formula, a link or a number.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def no_choices(_component: str, _column: str) -> Sequence[str] | None:
    """Say of every column that it has no list of permissible values."""
    return None


def write_marked(
    target: Path | BinaryIO,
    report: Report,
    tables: Iterable[tuple[Input, pl.DataFrame]],
    allowed: Allowed = no_choices,
) -> None:
    """Write a summary and one sheet a table.

    ``tables`` are frames of text; the pieces of one long table follow one another, each with the same input.
    ``allowed`` gives the permissible values of component and column, for drop-downs; None where a cell may hold
    several, or anything. Cells with a privacy finding are left empty. Rows beyond what Excel takes are left out, and
    the summary says so.
    """
    book = Workbook(target if not isinstance(target, Path) else str(target), _OPTIONS)
    summary = book.add_worksheet(SUMMARY_SHEET)
    formats, names, choices = Formats(book), SheetNames(), Choices(allowed)
    private = PrivateCells(report.groups)
    sheets: list[MarkedSheet] = []
    for one, pieces in groupby(tables, key=lambda table: table[0]):
        name = names.name(one)
        sheet = MarkedSheet(name, one, book.add_worksheet(name), formats, private)
        _write(sheet, report, (frame for _, frame in pieces))
        choices.add_to(sheet)
        sheets.append(sheet)
    write_summary(summary, report, sheets=sheets, choices=choices, formats=formats)
    book.close()


def _write(sheet: MarkedSheet, report: Report, frames: Iterable[pl.DataFrame]) -> None:
    marks: TableMarks | None = None
    for frame in frames:
        if marks is None:
            marks = TableMarks(report.groups_of(sheet.input), frame.columns, sheet.input.rows)
            sheet.begin(frame, marks)
        sheet.add(frame, marks)
    sheet.end()
