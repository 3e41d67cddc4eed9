"""A template as a workbook: the table to fill in, help, and lists of permissible values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import BinaryIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from theatrum.checks.catalogue.page import Choice
from theatrum.checks.catalogue.vocabulary import choices_of
from theatrum.checks.profile.profile import Profile
from theatrum.checks.templates.choices import add_choices
from theatrum.checks.templates.example import example_row
from theatrum.checks.templates.help_sheet import write_help
from theatrum.checks.templates.looks import Looks
from theatrum.checks.templates.template import Template
from theatrum.checks.templates.words import comment

# Nothing that stands in a cell may become a formula, a link or a number.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_LONGEST_NAME = 31
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_SPARE_ROWS = 2_000
_NARROW, _WIDE = 14, 46
_COMMENT = {"author": "Theatrum", "x_scale": 2.5, "y_scale": 2.0}


def write_workbook(target: BinaryIO, profile: Profile, template: Template) -> None:
    """Write a template. Its table is the only sheet that is read when the workbook is checked.

    The sheet is named after the component, so that it is recognised whatever the file is called.
    """
    book = Workbook(target, _OPTIONS)
    # The same template has the same bytes: nobody downloads it twice.
    book.set_properties({"created": _CREATED})
    looks = Looks(book)
    sheet = book.add_worksheet(template.page.name[:_LONGEST_NAME])
    last = len(template.rows) + _SPARE_ROWS
    _write_table(sheet, template, looks, last)
    write_help(book, template, example_row(profile, template.page, template.center), looks)
    add_choices(book, sheet, template.columns, choices=_choices(profile, template), last=last)
    book.close()


def _write_table(sheet: Worksheet, template: Template, looks: Looks, last: int) -> None:
    for position, one in enumerate(template.columns):
        sheet.set_column(position, position, max(_NARROW, min(len(one.name) + 4, _WIDE)), looks.text)
        sheet.write_string(0, position, one.name, looks.header(one.need))
        sheet.write_comment(0, position, comment(one), _COMMENT)
        for row, cells in enumerate(template.rows, start=1):
            if one.name in cells:
                sheet.write_string(row, position, cells[one.name], looks.text)
    sheet.freeze_panes(1, 0)
    # Excel warns of every number that is stored as text; here that is meant.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def _choices(profile: Profile, template: Template) -> Mapping[str, tuple[Choice, ...]]:
    page = template.page
    listed = (one for one in template.columns if one.values)
    return {one.name: choices_of(profile, page.name, one.name, version=page.version) for one in listed}
