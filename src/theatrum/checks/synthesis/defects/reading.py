"""Defects of how a table was saved."""

from collections.abc import Callable
from datetime import date

from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.defects.bench import Bench
from theatrum.checks.synthesis.defects.defect import Planted, Planter
from theatrum.checks.synthesis.drafts import DraftTable, Row
from theatrum.checks.synthesis.styles import Formula

_READ_AS_IT_IS = "Nothing is to be done; it is read as it is."


def utf_16(bench: Bench) -> Planted:
    """Save a table as UTF-16."""
    table = _text_table(bench)
    bench.style(table.part).encoding = "utf-16"
    return Planted(component=table.part.name, done="The table was saved as UTF-16.", mend=_READ_AS_IT_IS)


def semicolons(bench: Bench) -> Planted:
    """Save a table with semicolons."""
    table = _text_table(bench)
    bench.style(table.part).separator = ";"
    return Planted(component=table.part.name, done="The table was saved with semicolons.", mend=_READ_AS_IT_IS)


def windows_1252(bench: Bench) -> Planted:
    """Save a table, with an accented letter in it, as Windows-1252."""
    table = _text_table(bench, lambda table: _text_cell(bench, table))
    row, column = _text_cell(bench, table) or ({}, "")
    bench.style(table.part).encoding = "cp1252"
    bench.take(row)[column] = "Clínica"
    done = "The table was saved as Windows-1252, with an accented letter in it."
    return Planted(component=table.part.name, done=done, mend="Save the table as UTF-8.")


def missing_column(bench: Bench) -> Planted:
    """Take a required column out of a table."""
    table = bench.table(lambda table: any(_is_required(bench, table.part, name) for name in table.columns))
    column = next(name for name in table.columns if _is_required(bench, table.part, name))
    table.columns.remove(column)
    mend = "Put the column back, and fill it in."
    return Planted(component=table.part.name, column=column, done="The column was taken out.", mend=mend)


def duplicate_header(bench: Bench) -> Planted:
    """Write a column twice."""
    table = bench.table(lambda table: _plain_column(bench, table))
    column = bench.style(table.part).doubled = _plain_column(bench, table)
    return Planted(component=table.part.name, column=column, done="The column was written twice.", mend="Keep one.")


def header_spelling(bench: Bench) -> Planted:
    """Write a column's name in small letters and with blanks."""
    table = bench.table(lambda table: _plain_column(bench, table))
    column = _plain_column(bench, table) or ""
    written = bench.style(table.part).headings[column] = column.replace("_", " ").title()
    done = "The column's name was written with blanks and small letters."
    return Planted(component=table.part.name, column=written, done=done, mend=f"Write {column}.")


def unknown_column(bench: Bench) -> Planted:
    """Add a column that the component does not have."""
    table = bench.table()
    table.columns.append("SITE_NOTES")
    for row in table.rows:
        row["SITE_NOTES"] = "reviewed"
    done = "A column was added that the component does not have."
    return Planted(component=table.part.name, column="SITE_NOTES", done=done, mend="Take the column out.")


def blank_row(bench: Bench) -> Planted:
    """Put an empty row between others."""
    table = bench.table(lambda table: len(table.rows) > 1)
    row: Row = {}
    table.rows.insert(1, row)
    return Planted(component=table.part.name, row=row, done="An empty row was put in.", mend="Take the row out.")


def ragged_row(bench: Bench) -> Planted:
    """Put a cell behind the last one of a row."""
    table = _text_table(bench, bench.free_rows)
    row = bench.take(bench.free_rows(table)[0])
    bench.style(table.part).extras[id(row)] = ("see note",)
    done = "A cell was put behind the last column."
    return Planted(component=table.part.name, row=row, done=done, mend="Take the last cell out.")


def date_cell(bench: Bench) -> Planted:
    """Let a spreadsheet make a date of a text."""
    table = bench.table(lambda table: _text_cell(bench, table))
    row, column = _text_cell(bench, table) or ({}, "")
    style = bench.style(table.part)
    style.is_workbook = True
    bench.take(row)[column] = "1-2"
    style.odd_cells[id(row), column] = date(2026, 2, 1)
    done = "The table was saved as a workbook, where a cell became a date."
    return Planted(component=table.part.name, row=row, column=column, done=done, mend="Format the column as text.")


def formula(bench: Bench) -> Planted:
    """Compute a cell of a workbook."""
    table = bench.table(lambda table: _number_cell(bench, table))
    row, column = _number_cell(bench, table) or ({}, "")
    style = bench.style(table.part)
    style.is_workbook = True
    style.odd_cells[id(bench.take(row)), column] = Formula(f"={row[column]}+0", row[column])
    done = "The table was saved as a workbook, where a cell is computed."
    return Planted(component=table.part.name, row=row, column=column, done=done, mend=_READ_AS_IT_IS)


PLANTERS: dict[str, Planter] = {
    "table-utf-16": utf_16,
    "table-cp1252": windows_1252,
    "table-semicolons": semicolons,
    "schema-missing-column": missing_column,
    "table-duplicate-header": duplicate_header,
    "table-header-spelling": header_spelling,
    "table-unknown-column": unknown_column,
    "table-blank-row": blank_row,
    "table-ragged-row": ragged_row,
    "table-date-cell": date_cell,
    "table-formula": formula,
}


def _text_table(bench: Bench, test: Callable[[DraftTable], object] = bool) -> DraftTable:
    """Return a table that is written as text, whatever all others are written as."""
    table = bench.table(test)
    bench.style(table.part).is_workbook = False
    return table


def _is_required(bench: Bench, part: Part, column: str) -> bool:
    return part.requires(column) and bench.is_plain(part, column)


def _plain_column(bench: Bench, table: DraftTable) -> str | None:
    """Return a column of two words that only its rows depend on."""
    plain = (name for name in table.columns if "_" in name and bench.is_plain(table.part, name))
    return next(plain, None)


def _number_cell(bench: Bench, table: DraftTable) -> tuple[Row, str] | None:
    """Return a cell with a whole number."""
    numeric = [name for name, one in table.part.component.attributes.items() if one.type in {"integer", "number"}]
    cells = ((row, name) for row in bench.free_rows(table) for name in numeric if row.get(name, "").isdecimal())
    return next(cells, None)


def _text_cell(bench: Bench, table: DraftTable) -> tuple[Row, str] | None:
    """Return a cell, empty or not, that takes any text."""
    rows = bench.free_rows(table)
    for name, one in table.part.component.attributes.items():
        is_free = one.type in {"string", None} and not (one.values or one.pattern or one.vocabulary)
        if rows and is_free and bench.is_plain(table.part, name) and name not in table.part.ages:
            return rows[0], name
    return None
