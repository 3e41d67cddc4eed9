"""The sheet that says how a template is filled in: a line for each column, with an example that is a valid row."""

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from theatrum.checks.catalogue.page import ComponentPage
from theatrum.checks.tables.workbook import HELP_SHEET, VALUES_SHEET
from theatrum.checks.templates.looks import Looks
from theatrum.checks.templates.template import Template
from theatrum.checks.templates.words import LISTS, NEEDS, pattern_words, type_words, values_words

HEADER = (
    "column",
    "needed",
    "example",
    "what it is",
    "what a cell holds",
    "permissible values or form",
    "when it is needed",
)
_WIDTHS = (44, 22, 30, 60, 34, 60, 60)


def write_help(book: Workbook, template: Template, example: Mapping[str, str], looks: Looks) -> None:
    """Write the sheet; the cells of the column ``example`` are together one valid row."""
    sheet = book.add_worksheet(HELP_SHEET)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    lines = _introduction(template.page)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, looks.title if row == 0 else looks.plain)
    top = len(lines) + 1
    for position, title in enumerate(HEADER):
        sheet.write_string(top, position, title, looks.title)
    for row, one in enumerate(template.columns, start=top + 1):
        cells = (
            one.name,
            NEEDS[one.need],
            example.get(one.name, ""),
            one.about,
            type_words(one),
            values_words(one) or pattern_words(one),
            " ".join(one.conditions),
        )
        forms: Sequence[Format] = (looks.header(one.need), looks.header(one.need), *[looks.wrapped] * (len(cells) - 2))
        for position, (cell, form) in enumerate(zip(cells, forms, strict=True)):
            sheet.write_string(row, position, cell, form)
    sheet.freeze_panes(top + 1, 1)


def _introduction(page: ComponentPage) -> list[str]:
    lines = [
        f"{page.name}, data model {page.number}: {page.about}",
        f"Fill in the sheet {page.name}, one row below the other. The header stays as it is.",
        "Columns with a dark header are required in every row, those with a lighter blue one in some rows.",
        f"Write the values as they are listed; the sheet {VALUES_SHEET} has all of them, with what they mean.",
        LISTS,
        "A cell about which nothing is known stays empty, unless a value such as Unknown is permitted.",
        "The cells of the column example are together one valid row.",
        "Only the table is read when the file is checked, and neither this sheet nor the lists.",
    ]
    lines += [f"Goes into the folder {folder.path}." for folder in page.folders[:1]]
    lines += [one.words for one in page.counts]
    lines += [one.sentence for one in page.conditions]
    return lines
