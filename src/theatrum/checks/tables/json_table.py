"""JSON and JSON lines as tables: an object is a row, its keys are columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.tables import cells
from theatrum.checks.tables.cells import Cells
from theatrum.checks.tables.encoding import Piece, pieces, proven
from theatrum.checks.tables.json_items import Item, array_items, line_items
from theatrum.checks.tables.json_values import Repeating, cell_text, has_not_a_number, has_object
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.table import Table
from theatrum.checks.tables.troubles import no_rows, placed, trouble

_BATCH_ROWS = 20_000
_MOST_COLUMNS = 20_000
# Before each key in a frame, where a column without any name is given one.
_KEY = "."


def read_json(source: Source, *, whole_bytes: int) -> Iterator[Table]:
    """Yield the table of a JSON file: an array of objects, or one object.

    Raises:
        OSError: The file cannot be read.
    """
    if source.size() > whole_bytes:
        message = "The file is too large for JSON, which is read in one piece."
        fix = "Save the table as CSV, Parquet or JSON lines (one object a line)."
        yield Table(
            source.name,
            None,
            pl.DataFrame(),
            groups=placed([trouble("too_large", message, fix=fix)], source.name, None),
        )
        return
    reading = _Reading(source.name)
    for piece in pieces(source, chunk_bytes=whole_bytes, whole_bytes=whole_bytes):
        yield reading.table(piece, lines=False)


def read_json_lines(source: Source, *, chunk_bytes: int, whole_bytes: int) -> Iterator[Table]:
    """Yield the table of a JSON lines file, a long one in pieces.

    Raises:
        OSError: The file cannot be read.
    """
    reading = _Reading(source.name)
    for piece in pieces(source, chunk_bytes=chunk_bytes, whole_bytes=whole_bytes, quoted=False):
        yield reading.table(piece, lines=True)


@dataclass(slots=True)
class _Reading:
    """What is known from the pieces before: ``row`` and ``line`` come next, ``blank`` empty rows came last."""

    file: str
    row: int = 1
    line: int = 1
    blank: int = 0

    def table(self, piece: Piece, *, lines: bool) -> Table:
        content, told = proven(piece.content, self.line)
        text = content.decode()
        items = line_items(text, self.line) if lines else array_items(text)
        rows = _Rows(self.row)
        frame = rows.frame(items)
        first_row = self.row
        self.line += content.count(b"\n")
        self.row += frame.height
        header = [name.removeprefix(_KEY) for name in frame.columns]
        read = Cells(header, _numbered(frame), first_row, [*piece.groups, *told, *rows.groups()])
        cells.empty_blanks(read, only_ascii=content.isascii())
        self.blank = cells.tell_blank_rows(read, self.blank)
        if piece.is_last and self.row == 1:
            read.groups.extend([] if rows.places else [_empty(content)])
        return Table(
            self.file, None, cells.name_columns(read), first_row, placed(read.groups, self.file, None), piece.is_last
        )


@dataclass(slots=True)
class _Rows:
    """The rows of one piece, and where they have troubles of the same kind (code, message, column)."""

    first_row: int
    names: dict[str, None] = field(default_factory=dict)
    places: dict[tuple[str, str, str | None], list[int]] = field(default_factory=dict)

    def frame(self, items: Iterable[Item]) -> pl.DataFrame:
        rows = (self._row(number, item) for number, item in enumerate(items, self.first_row))
        frames = []
        while batch := list(islice(rows, _BATCH_ROWS)):
            # Rows without any key still count: they stand in a column without a name.
            names = list(dict.fromkeys(name for row in batch for name in row)) or [""]
            frames.append(pl.DataFrame([_column(name, [row.get(name) for row in batch]) for name in names]))
        return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()

    def groups(self) -> list[Group]:
        return [
            trouble(code, message, fix=_FIXES[code], column=column, rows=rows)
            for (code, message, column), rows in self.places.items()
        ]

    def _tell(self, code: str, message: str, row: int, column: str | None = None) -> None:
        self.places.setdefault((code, message, column), []).append(row)

    def _row(self, number: int, item: Item) -> dict[str, str | None]:
        if item.error:
            self._tell("json", f"{item.error}.", number)
            return {}
        if not isinstance(item.value, dict):
            self._tell("not_an_object", "The item is not an object with a key for each column.", number)
            return {}
        if isinstance(item.value, Repeating):
            self._tell("duplicate_key", "The object has the same key twice; the last value counts.", number)
        return {
            name: self._cell(number, name, value) for name, value in item.value.items() if self._is_known(number, name)
        }

    def _is_known(self, number: int, name: str) -> bool:
        if name not in self.names and len(self.names) >= _MOST_COLUMNS:
            self._tell(
                "too_large", f"The rows have more than {_MOST_COLUMNS:,} different keys; the rest was left out.", number
            )
            return False
        self.names.setdefault(name)
        return True

    def _cell(self, number: int, name: str, value: object) -> str | None:
        if has_object(value):
            self._tell(
                "nested", "The value has an object inside; a cell is a value, or an array of values.", number, name
            )
        elif has_not_a_number(value):
            self._tell("not_a_number", "The value is not a finite number.", number, name)
        return cell_text(value)


_FIXES = {
    "json": "Mend the text at this place, or export the table again.",
    "not_an_object": 'Write each row as an object: {"COLUMN": "value", ...}.',
    "duplicate_key": "Keep one of them.",
    "too_large": "Use the same keys in every row.",
    "nested": "Write the values inside as columns of their own.",
    "not_a_number": "Write a number, or null where there is none.",
}


def _column(name: str, values: list[str | None]) -> pl.Series:
    try:
        return pl.Series(_KEY + name, values, pl.String)
    except UnicodeEncodeError:
        # JSON can name halves of characters ("\\ud800"), which text cannot have.
        sound = [value and value.encode("utf-8", "replace").decode() for value in values]
        return pl.Series(_KEY + name, sound, pl.String)


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({name: str(position) for position, name in enumerate(frame.columns)})


def _empty(content: bytes) -> Group:
    if content.strip():
        return no_rows()
    return trouble("empty", "The file has nothing in it.", fix="Add rows, or leave the file out.")
