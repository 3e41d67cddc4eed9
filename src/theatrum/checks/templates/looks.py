"""The formats of a template's cells. All are text, so that nothing turns into a date or loses its zeros."""

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

# A need is told by colour, and by weight or slant too.
_HEADERS: dict[str, dict[str, object]] = {
    "required": {"bg_color": "#1F4E78", "font_color": "#FFFFFF", "bold": True},
    "conditional": {"bg_color": "#BDD7EE", "bold": True, "italic": True},
    "recommended": {"bg_color": "#E7E6E6", "italic": True},
    "optional": {"bg_color": "#F2F2F2"},
}


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        """Make them in a workbook."""
        text = {"num_format": "@"}
        self.text = book.add_format(text)
        self.plain = book.add_format({**text, "valign": "top"})
        self.title = book.add_format({**text, "bold": True})
        self.wrapped = book.add_format({**text, "text_wrap": True, "valign": "top"})
        self._headers = {need: book.add_format({**text, "valign": "top", **look}) for need, look in _HEADERS.items()}

    def header(self, need: str) -> Format:
        """Return the format of the header of a column."""
        return self._headers[need]
