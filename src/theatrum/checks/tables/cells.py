"""What is done to the cells of every table, whatever it came from: blanks emptied, columns named, oddities told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.findings import Group, Severity
from theatrum.checks.tables.troubles import trouble

# Starts of formulas: "=", "@NAME(", and "+" or "-" before a function or another program; not "-5", "+", "CL:1+".
_FORMULA = r"^(?:=.|@[A-Za-z]+\(|[+-][A-Za-z0-9+*/.-]*(?:[A-Za-z.]\(|[A-Za-z]\|))"
_NUL = "\0"


@dataclass(slots=True)
class Cells:
    """Columns of text by position ("0", "1", ...) on their way to a ``Table``.

    ``first_row`` is the number of the first row among the data rows.
    """

    header: Sequence[str]
    frame: pl.DataFrame = field(repr=False)
    first_row: int = 1
    groups: list[Group] = field(default_factory=list)

    def rows_where(self, condition: pl.Expr) -> list[int]:
        """Return the numbers of the data rows for which a condition is true."""
        places = self.frame.select(pl.arg_where(condition)).to_series()
        return (places + self.first_row).to_list()

    def name_of(self, position: int) -> str:
        """Return the name by which a finding speaks of a column."""
        return unique_names(self.header)[position]


def unique_names(header: Sequence[str]) -> list[str]:
    """Give every column a name of its own: the second ``A`` is ``A (2)``, a nameless fifth column ``(column 5)``."""
    names: list[str] = []
    taken = {name for name in header if name.strip()}
    seen: set[str] = set()
    for position, written in enumerate(header, 1):
        name = written if written.strip() else f"(column {position})"
        number = 1
        unique = name
        while unique in seen or (number > 1 and unique in taken):
            number += 1
            unique = f"{name} ({number})"
        seen.add(unique)
        names.append(unique)
    return names


def empty_blanks(cells: Cells, *, only_ascii: bool) -> list[str]:
    """Turn cells of nothing but blanks into empty ones; ``only_ascii`` says that no other blanks than ASCII's occur.

    Return the columns with cells that begin with a blank, a control character, "+", "-" or a sign between these.
    """
    # One cheap comparison a cell is all that most columns need.
    low = pl.all() < "."
    columns = _columns_with(cells.frame, low if only_ascii else low | (pl.all() >= "\x80"))
    blank = [pl.col(name) for name in columns if _has_blank(cells.frame[name])]
    if blank:
        cells.frame = cells.frame.with_columns(pl.when(c.str.strip_chars() != "").then(c) for c in blank)
    return columns


def tell_formulas(cells: Cells, columns: Iterable[str], starts: str) -> None:
    """Warn of cells that a spreadsheet would run as a formula.

    Those that begin with "+" or "-" are looked for in ``columns``, those that begin with one of ``starts`` in all.
    """
    found = {name for start in starts for name in _columns_with(cells.frame, pl.all().str.starts_with(start))}
    for name in sorted({*columns, *found}, key=int):
        column = cells.frame[name]
        signed = (column < ".") if name not in found else column.is_not_null()
        if not column.filter(signed).str.contains(_FORMULA).any():
            continue
        rows = cells.rows_where(pl.col(name).str.contains(_FORMULA))
        message = "The cell begins like a formula; it was read as text."
        fix = "Write the value instead of the formula."
        about = cells.name_of(int(name))
        cells.groups.append(trouble("formula", message, fix=fix, severity=Severity.WARNING, column=about, rows=rows))


def _columns_with(frame: pl.DataFrame, condition: pl.Expr) -> list[str]:
    if not frame.height or not frame.width:
        return []
    found = frame.select(condition.any()).row(0)
    return [name for name, is_found in zip(frame.columns, found, strict=True) if is_found]


def _has_blank(column: pl.Series) -> bool:
    odd = column.filter((column < "!") | (column >= "\x80"))
    return bool((odd.str.strip_chars() == "").any())


def drop_nul(cells: Cells) -> None:
    """Take NUL characters out of the cells, and tell."""
    for position, name in enumerate(cells.frame.columns):
        rows = cells.rows_where(pl.col(name).str.contains(_NUL, literal=True))
        if rows:
            message = "The cell has NUL characters in it; they were left out."
            fix = "Save the table again as UTF-8 text."
            cells.groups.append(trouble("nul", message, fix=fix, column=cells.name_of(position), rows=rows))
            cells.frame = cells.frame.with_columns(pl.col(name).str.replace_all(_NUL, "", literal=True))


def tell_blank_rows(cells: Cells, before: int = 0) -> int:
    """Drop empty rows at the end and return how many; warn of those between others.

    ``before`` empty rows stood at the end of the piece before: they stand between others if anything follows.
    """
    frame = cells.frame
    blank = pl.Series([], dtype=pl.Boolean)
    if frame.width and all(frame.null_count().row(0)):
        blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    filled = frame.height if not len(blank) else frame.height - _trailing(blank)
    dropped = frame.height - filled
    if dropped:
        cells.frame = frame.head(filled)
    if not filled:
        return before + dropped
    rows = list(range(cells.first_row - before, cells.first_row))
    rows += (blank.head(filled).arg_true() + cells.first_row).to_list()
    if rows:
        message = "The row is empty."
        fix = "Delete empty rows between others."
        cells.groups.append(trouble("blank_row", message, fix=fix, severity=Severity.WARNING, rows=rows))
    return dropped


def _trailing(blank: pl.Series) -> int:
    last = (~blank).arg_true()
    return len(blank) - (int(last[-1]) + 1 if len(last) else 0)


def name_columns(cells: Cells) -> pl.DataFrame:
    """Return the frame under the header's names, without columns that have neither name nor value."""
    names = unique_names(cells.header)
    kept = []
    for position, name in enumerate(cells.frame.columns):
        nameless = not cells.header[position].strip()
        if nameless and cells.frame[name].null_count() == cells.frame.height:
            continue
        kept.append(name)
        if nameless:
            message = f"Column {position + 1} ({letters(position)}) has values, but no name."
            cells.groups.append(
                trouble("empty_header", message, fix="Name the column, or delete it.", column=names[position])
            )
    return cells.frame.select(pl.col(name).alias(names[int(name)]) for name in kept)


def letters(position: int) -> str:
    """Name a column, counted from 0, as spreadsheets do: A, B, ... AA."""
    text = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def duplicate_names(header: Sequence[str]) -> list[Group]:
    """Tell of columns with exactly the same name."""
    groups = []
    places: dict[str, list[int]] = {}
    for position, name in enumerate(header):
        if name.strip():
            places.setdefault(name, []).append(position)
    for name, positions in places.items():
        if len(positions) > 1:
            listed = " and ".join(f"{position + 1} ({letters(position)})" for position in positions)
            message = f"Columns {listed} have the same name."
            fix = "Keep one of them, or rename the other."
            groups.append(trouble("duplicate_header", message, fix=fix, column=name))
    return groups
