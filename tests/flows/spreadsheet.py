"""The spreadsheet of a wrangler: opens a table, changes cells, rows and columns, and saves as UTF-8 or a workbook."""

import csv
import io
from pathlib import Path

import openpyxl


class Spreadsheet:
    """One table. Rows count from 1 below the header, as the check counts them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = _workbook(path) if path.suffix == ".xlsx" else _delimited(path)

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return self.lines[0]

    def cell(self, row: int, column: str) -> str:
        """Return what stands in a cell."""
        return self.lines[row][self.header.index(column)]

    def write(self, row: int, column: str, text: str) -> None:
        """Write a text into a cell."""
        self.lines[row][self.header.index(column)] = text

    def column(self, name: str) -> list[str]:
        """Return the cells of a column."""
        return [line[self.header.index(name)] for line in self.lines[1:]]

    def delete_rows(self, rows: list[int]) -> None:
        """Take rows out."""
        self.lines = [line for number, line in enumerate(self.lines) if number not in rows]

    def delete_column(self, position: int) -> None:
        """Take a column out; positions count from 1."""
        for line in self.lines:
            del line[position - 1]

    def save(self) -> None:
        """Save it: text as UTF-8 with commas, a workbook with every cell as text."""
        if self.path.suffix == ".xlsx":
            self._save_workbook()
            return
        with self.path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(self.lines)

    def _save_workbook(self) -> None:
        book = openpyxl.load_workbook(self.path)
        sheet = book.worksheets[0]
        for number, line in enumerate(self.lines, start=1):
            for position, text in enumerate(line, start=1):
                cell = sheet.cell(number, position)
                cell.value, cell.number_format = text or None, "@"
        book.save(self.path)


def _workbook(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if value is None else str(value) for value in line] for line in sheet.iter_rows(values_only=True)]


def _delimited(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    encodings = ["utf-16"] if content.startswith(b"\xff\xfe") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        separator = "," if "," in text.splitlines()[0] else ";"
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    raise AssertionError(f"{path} opens in no program")
