"""Drop-downs of permissible values. Long lists stand in hidden columns of the summary, which no check reads."""

from collections.abc import Callable, Sequence

from xlsxwriter.utility import xl_col_to_name

from theatrum.checks.report.marked_sheet import MOST_ROWS, MarkedSheet
from theatrum.checks.tables.workbook import SUMMARY_SHEET

FIRST_COLUMN = 26
# Excel takes a list in the cell's own rule up to this length.
_LONGEST_INLINE = 255
_SPARE_ROWS = 200

Allowed = Callable[[str, str], Sequence[str] | None]


class Choices:
    """The lists of one workbook: equal ones are written once."""

    def __init__(self, allowed: Allowed) -> None:
        """Take what gives the permissible values of component and column; None where there is no such list."""
        self._allowed = allowed
        self.lists: dict[tuple[str, ...], int] = {}

    def add_to(self, sheet: MarkedSheet) -> None:
        """Put drop-downs on the columns of a sheet; other values can still be written, and are told."""
        component = sheet.input.component
        for position, column in enumerate(sheet.columns if component else ()):
            values = tuple(
                self._allowed(component or "", column) or self._allowed(component or "", _tidy(column)) or ()
            )
            if values:
                last = min(max(sheet.rows, 1) + _SPARE_ROWS, MOST_ROWS)
                sheet.sheet.data_validation(1, position, last, position, self._rule(values))

    def _rule(self, values: tuple[str, ...]) -> dict[str, object]:
        short = len(",".join(values)) <= _LONGEST_INLINE and not any("," in value for value in values)
        return {
            "validate": "list",
            "source": list(values) if short else self._range(values),
            "error_type": "warning",
            "error_title": "Not a permissible value",
            "error_message": "The data model does not know this value. The list of the cell shows what it knows.",
        }

    def _range(self, values: tuple[str, ...]) -> str:
        column = xl_col_to_name(FIRST_COLUMN + self.lists.setdefault(values, len(self.lists)))
        return f"='{SUMMARY_SHEET}'!${column}$1:${column}${len(values)}"


def _tidy(header: str) -> str:
    """Spell a header as attributes are spelt: ``Ethnic Group`` as ``ETHNIC_GROUP``."""
    return "_".join(header.replace("_", " ").split()).upper()
