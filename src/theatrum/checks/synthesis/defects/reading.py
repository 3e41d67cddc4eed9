"""Defects of how a table was saved."""

from datetime import date

from theatrum.checks.synthesis.defects.bench import Bench
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted, Planter
from theatrum.checks.synthesis.drafts import DraftTable
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
    table = _text_table(bench, needs_text=True)
    style, column = bench.style(table.part), _free_text(table)
    style.encoding = "cp1252"
    table.rows[0][column] = "Clínica"
    done = "The table was saved as Windows-1252, with an accented letter in it."
    return Planted(component=table.part.name, done=done, mend="Save the table as UTF-8.")


def duplicate_header(bench: Bench) -> Planted:
    """Write a column twice."""
    table = bench.table(lambda part: part.leaf.kind == "record")
    column = table.columns[-1]
    bench.style(table.part).doubled = column
    return Planted(component=table.part.name, column=column, done="The column was written twice.", mend="Keep one.")


def header_spelling(bench: Bench) -> Planted:
    """Write a column's name in small letters and with blanks."""
    table = bench.table(lambda part: part.leaf.kind == "record")
    column = next(name for name in reversed(table.columns) if "_" in name)
    bench.style(table.part).headings[column] = column.replace("_", " ").title()
    done = "The column's name was written with blanks and small letters."
    return Planted(component=table.part.name, column=column, done=done, mend=f"Write {column}.")


def unknown_column(bench: Bench) -> Planted:
    """Add a column that the component does not have."""
    table = bench.table(lambda part: part.leaf.kind == "record" and bool(part.ages))
    table.columns.append("SITE_NOTES")
    for row in table.rows:
        row["SITE_NOTES"] = "reviewed"
    done = "A column was added that the component does not have."
    return Planted(component=table.part.name, column="SITE_NOTES", done=done, mend="Take the column out.")


def blank_row(bench: Bench) -> Planted:
    """Put an empty row between others."""
    table = bench.table(lambda part: len(bench.draft.rows(part.name)) > 1)
    table.rows.insert(1, {})
    row = table.rows[1]
    return Planted(component=table.part.name, row=row, done="An empty row was put in.", mend="Take the row out.")


def ragged_row(bench: Bench) -> Planted:
    """Put a cell behind the last one of a row."""
    table = _text_table(bench)
    row = table.rows[0]
    bench.style(table.part).extras[id(row)] = ("see note",)
    done = "A cell was put behind the last column."
    return Planted(component=table.part.name, row=row, done=done, mend="Take the last cell out.")


def date_cell(bench: Bench) -> Planted:
    """Let a spreadsheet make a date of a text."""
    table = bench.table(lambda part: part.leaf.kind == "record" and _has_free_text(bench, part.name))
    style, column, row = bench.style(table.part), _free_text(table), table.rows[0]
    style.is_workbook = True
    row[column] = "1-2"
    style.odd_cells[id(row), column] = date(2026, 2, 1)
    done = "The table was saved as a workbook, where a cell became a date."
    return Planted(component=table.part.name, row=row, column=column, done=done, mend="Format the column as text.")


def formula(bench: Bench) -> Planted:
    """Compute a cell of a workbook."""
    table = bench.table(lambda part: bool(part.person and part.ages))
    style, row = bench.style(table.part), table.rows[0]
    column = next(column for column in table.part.ages if column in row)
    style.is_workbook = True
    style.odd_cells[id(row), column] = Formula(f"={row[column]}+0", row[column])
    done = "The table was saved as a workbook, where a cell is computed."
    return Planted(component=table.part.name, row=row, column=column, done=done, mend=_READ_AS_IT_IS)


PLANTERS: dict[str, Planter] = {
    "table-utf-16": utf_16,
    "table-cp1252": windows_1252,
    "table-semicolons": semicolons,
    "table-duplicate-header": duplicate_header,
    "table-header-spelling": header_spelling,
    "table-unknown-column": unknown_column,
    "table-blank-row": blank_row,
    "table-ragged-row": ragged_row,
    "table-date-cell": date_cell,
    "table-formula": formula,
}


def _text_table(bench: Bench, *, needs_text: bool = False) -> DraftTable:
    """Return a table that is written as text, whatever all others are written as."""
    table = bench.table(lambda part: not needs_text or _has_free_text(bench, part.name))
    bench.style(table.part).is_workbook = False
    return table


def _has_free_text(bench: Bench, component: str) -> bool:
    try:
        _free_text(bench.draft.tables[component])
    except NoPlace:
        return False
    return True


def _free_text(table: DraftTable) -> str:
    """Return a column that takes any text."""
    part = table.part
    for name, attribute in part.component.attributes.items():
        is_free = attribute.type in {"string", None} and not (
            attribute.values or attribute.pattern or attribute.vocabulary
        )
        if is_free and name in table.columns and name not in {part.key, part.person, *part.links, *part.ages}:
            return name
    raise NoPlace("no table has a column for any text")
