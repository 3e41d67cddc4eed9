"""Reports of earlier checks that lie in the folder that is checked: they are no part of the submission."""

import zipfile
from pathlib import Path
from typing import BinaryIO

from theatrum.checks.report.csv_report import COLUMNS
from theatrum.checks.tables.workbook import SUMMARY_SHEET

_JSON = b'{"findings": ['
# Columns have come to the end of it, so the beginning tells reports of any version.
_CSV = b"\xef\xbb\xbf" + ",".join(COLUMNS[:8]).encode()
_TEXT = b"\nJudged by Theatrum "
_TAIL = 400
_BOOK = "xl/workbook.xml"
# A list of sheets is never longer than that.
_LONGEST = 1 << 22


def is_own_report(path: Path) -> bool:
    """Return whether a file is a report that this program wrote. Raises OSError."""
    with path.open("rb") as stream:
        match path.suffix.lower():
            case ".json":
                return stream.read(len(_JSON)) == _JSON
            case ".csv":
                return stream.read(len(_CSV)) == _CSV
            case ".xlsx":
                return _is_marked(stream)
            case ".txt":
                stream.seek(max(0, stream.seek(0, 2) - _TAIL))
                return _TEXT in stream.read(_TAIL)
    return False


def is_workbook(path: Path) -> bool:
    """Return whether a report is a workbook, in which people correct what it marks."""
    return path.suffix.lower() == ".xlsx"


def _is_marked(stream: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(_BOOK) as book:
            return f'name="{SUMMARY_SHEET}"'.encode() in book.read(_LONGEST)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError, EOFError):
        return False  # reading it as a table says why
