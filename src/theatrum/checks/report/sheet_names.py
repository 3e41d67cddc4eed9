"""Names of sheets that Excel takes: short, without some signs, each one only once."""

import re

from theatrum.checks.report.document import Input
from theatrum.checks.tables.workbook import SUMMARY_SHEET

LONGEST = 31
_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Excel keeps this name for itself.
_RESERVED = "history"


class SheetNames:
    """The names given in one workbook."""

    def __init__(self) -> None:
        """Begin with the summary's name taken."""
        self._taken = {SUMMARY_SHEET.casefold(), _RESERVED}

    def name(self, one: Input) -> str:
        """Return a new name for a table: its component's, or else its own, by which it is recognised again."""
        own = one.sheet or one.file.rpartition("/")[2].rpartition(".")[0] or one.file
        wanted = _legal(one.component or own)
        found, number = wanted, 1
        while found.casefold() in self._taken:
            number += 1
            ending = f" {number}"
            found = wanted[: LONGEST - len(ending)] + ending
        self._taken.add(found.casefold())
        return found


def _legal(text: str) -> str:
    return _ILLEGAL.sub("_", text)[:LONGEST].strip("' ") or "table"
