"""A plan as the table that people edit, in memory."""

import csv
import io
from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from theatrum.checks.layout.plan import COLUMNS, Line

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_WIDTHS = (8, 50, 24, 44, 40, 8, 34, 22, 60, 18, 20)


def plan_csv(lines: Sequence[Line]) -> bytes:
    """Write a plan as CSV in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(line.row() for line in lines)
    return text.getvalue().encode(errors="backslashreplace")


def plan_workbook(lines: Sequence[Line]) -> bytes:
    """Write a plan as a workbook with every cell as text: no number loses a zero, and nothing becomes a formula."""
    stream = io.BytesIO()
    book = Workbook(stream, _OPTIONS)
    sheet, bold = book.add_worksheet("plan"), book.add_format({"bold": True})
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for number, line in enumerate(lines, 1):
        for column, cell in enumerate(line.row()):
            sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(lines), len(COLUMNS) - 1)
    book.close()
    return stream.getvalue()
