"""Drop-downs over lists in a sheet of their own: there is no limit of 256 values, as for lists in the rule itself."""

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from theatrum.checks.catalogue.page import AttributePage, Choice
from theatrum.checks.tables.workbook import LISTS_SHEET, VALUES_SHEET

_TRUE_OR_FALSE = ("true", "false")
_VALUES_HEADER = ("attribute", "value to write", "what it means")
_WIDTHS = (44, 34, 70)
# Excel takes a list in the rule itself up to this length.
_LONGEST_INLINE = 255


def add_choices(
    book: Workbook,
    sheet: Worksheet,
    columns: Sequence[AttributePage],
    *,
    choices: Mapping[str, tuple[Choice, ...]],
    last: int,
) -> None:
    """Put drop-downs on the columns of a sheet down to row ``last``, and write their lists into two further sheets.

    ``choices`` are the permissible values by attribute. The hidden sheet is what the drop-downs read, the other is to
    be searched and filtered. Columns that take several values have a list to choose one from, and take what is typed.
    """
    lists: dict[tuple[Choice, ...], int] = {}
    for position, one in enumerate(columns):
        rule = _rule(one, choices.get(one.name, ()), lists)
        if rule:
            sheet.data_validation(1, position, last, position, rule)
    if lists:
        _write_values(book, columns, choices)
        _write_lists(book, list(lists))


def _rule(
    one: AttributePage, values: tuple[Choice, ...], lists: dict[tuple[Choice, ...], int]
) -> dict[str, object] | None:
    if values:
        column = xl_col_to_name(2 * lists.setdefault(values, len(lists)))
        source: object = f"='{LISTS_SHEET}'!${column}$1:${column}${len(values)}"
    elif one.type == "true or false":
        source = list(_TRUE_OR_FALSE)
    else:
        return None
    told: dict[str, object] = {
        "error_type": "warning",
        "error_title": "Not a permissible value",
        "error_message": f"The sheet {VALUES_SHEET} lists what may be written here, with what it means.",
    }
    return {"validate": "list", "source": source, **({"show_error": False} if one.is_list else told)}


def _write_values(book: Workbook, columns: Sequence[AttributePage], choices: Mapping[str, tuple[Choice, ...]]) -> None:
    sheet, text = book.add_worksheet(VALUES_SHEET), book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "num_format": "@"})
    for position, (title, width) in enumerate(zip(_VALUES_HEADER, _WIDTHS, strict=True)):
        sheet.set_column(position, position, width, text)
        sheet.write_string(0, position, title, bold)
    row = 0
    for one in columns:
        for choice in choices.get(one.name, ()):
            row += 1
            for position, cell in enumerate((one.name, choice.value, choice.label or "")):
                sheet.write_string(row, position, cell, text)
    sheet.autofilter(0, 0, row, len(_VALUES_HEADER) - 1)
    sheet.freeze_panes(1, 0)


def _write_lists(book: Workbook, lists: Sequence[tuple[Choice, ...]]) -> None:
    """Write each list as a column of values, with what they mean in the column beside it."""
    sheet, text = book.add_worksheet(LISTS_SHEET), book.add_format({"num_format": "@"})
    for number, values in enumerate(lists):
        for row, choice in enumerate(values):
            sheet.write_string(row, 2 * number, choice.value, text)
            if choice.label:
                sheet.write_string(row, 2 * number + 1, choice.label, text)
    sheet.hide()
