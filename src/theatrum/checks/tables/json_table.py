"""JSON and JSON lines as tables: an object is a row, its keys are columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

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
_BATCH_CELLS = 5_000_000
_MOST_COLUMNS = 20_000
# A table of more cells than a third of the bytes that are read whole is cut: where rows have different keys, most of
# its cells are empty, and cost nothing to write.
_BYTES_A_CELL = 3
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
    reading = _Reading(source.name, whole_bytes // _BYTES_A_CELL)
    for piece in pieces(source, chunk_bytes=whole_bytes, whole_bytes=whole_bytes):
        yield from reading.tables(piece, lines=False)


def read_json_lines(source: Source, *, chunk_bytes: int, whole_bytes: int) -> Iterator[Table]:
    """Yield the table of a JSON lines file, a long one in pieces.

    Raises:
        OSError: The file cannot be read.
    """
    reading = _Reading(source.name, whole_bytes // _BYTES_A_CELL)
    for piece in pieces(source, chunk_bytes=chunk_bytes, whole_bytes=whole_bytes, quoted=False):
        yield from reading.tables(piece, lines=True)


@dataclass(slots=True)
class _Reading:
    """What is known from the pieces before: ``row`` and ``line`` come next, ``blank`` empty rows came last."""

    file: str
    most_cells: int
    row: int = 1
    line: int = 1
    blank: int = 0
    filled: int = 0

    def tables(self, piece: Piece, *, lines: bool) -> Iterator[Table]:
        content, told = proven(piece.content, self.line)
        text = content.decode()
        items = line_items(text, self.line) if lines else array_items(text)
        self.line += content.count(b"\n")
        rows = _Rows(self.row, self.most_cells)
        before = [*piece.groups, *told]
        waiting = pl.DataFrame()
        for number, frame in enumerate(rows.frames(items)):
            if number:
                yield self._table(waiting, before + rows.groups(), is_last=False)
                before = []
            waiting = frame
        last = self._table(waiting, before + rows.groups(), is_last=piece.is_last)
        if piece.is_last and not self.filled and not rows.has_told:
            last = replace(last, groups=(*last.groups, *placed([_empty(content)], self.file, None)))
        yield last

    def _table(self, frame: pl.DataFrame, groups: list[Group], *, is_last: bool) -> Table:
        first_row = self.row
        self.row += frame.height
        header = [name.removeprefix(_KEY) for name in frame.columns]
        read = Cells(header, _numbered(frame), first_row, groups)
        cells.empty_blanks(read, only_ascii=False)
        cells.drop_nul(read)
        self.blank = cells.tell_blank_rows(read, self.blank)
        self.filled += read.frame.height
        return Table(
            self.file, None, cells.name_columns(read), first_row, placed(read.groups, self.file, None), is_last
        )


@dataclass(slots=True)
class _Rows:
    """The rows of one piece, and where they have troubles of the same kind (code, message, column)."""

    first_row: int
    most_cells: int
    names: dict[str, None] = field(default_factory=dict)
    places: dict[tuple[str, str, str | None], list[int]] = field(default_factory=dict)
    # Where the first trouble of a kind is, in the text.
    spots: dict[tuple[str, str, str | None], str] = field(default_factory=dict)
    has_told: bool = False

    def frames(self, items: Iterable[Item]) -> Iterator[pl.DataFrame]:
        """Yield the rows as frames of up to ``most_cells`` cells."""
        frames: list[pl.DataFrame] = []
        names: set[str] = set()
        count = 0
        for batch in self._batches(items):
            found = list(dict.fromkeys(name for row in batch for name in row))
            if frames and (count + len(batch)) * len(names.union(found)) > self.most_cells:
                yield pl.concat(frames, how="diagonal")
                frames, names, count = [], set(), 0
            names.update(found)
            count += len(batch)
            # Rows without any key still count: they stand in a column without a name.
            frames.append(pl.DataFrame([_column(name, [row.get(name) for row in batch]) for name in found or [""]]))
        yield pl.concat(frames, how="diagonal") if frames else pl.DataFrame()

    def _batches(self, items: Iterable[Item]) -> Iterator[list[dict[str, str | None]]]:
        """Yield rows, fewer at a time the more different keys they have."""
        batch: list[dict[str, str | None]] = []
        names: set[str] = set()
        for number, item in enumerate(items, self.first_row):
            row = self._row(number, item)
            names.update(row)
            batch.append(row)
            if len(batch) == _BATCH_ROWS or len(batch) * len(names) > min(_BATCH_CELLS, self.most_cells):
                yield batch
                batch, names = [], set()
        if batch:
            yield batch

    def groups(self) -> list[Group]:
        """Return what was told since the last time."""
        found = [
            trouble(code, self._message((code, message, column)), fix=_FIXES[code], column=column, rows=rows)
            for (code, message, column), rows in self.places.items()
        ]
        self.places, self.spots = {}, {}
        return found

    def _message(self, kind: tuple[str, str, str | None]) -> str:
        if kind not in self.spots:
            return kind[1]
        first = "first at " if len(self.places[kind]) > 1 else ""
        return f"{kind[1]} ({first}{self.spots[kind]})."

    def _tell(self, code: str, message: str, row: int, column: str | None = None, *, spot: str | None = None) -> None:
        self.has_told = True
        self.places.setdefault((code, message, column), []).append(row)
        if spot:
            self.spots.setdefault((code, message, column), spot)

    def _row(self, number: int, item: Item) -> dict[str, str | None]:
        if item.error:
            self._tell("json", item.error, number, spot=item.spot)
            return {}
        if not isinstance(item.value, dict):
            self._tell("not_an_object", "The item is not an object with a key for each column.", number)
            return {}
        if isinstance(item.value, Repeating):
            self._tell("duplicate_key", "The object has the same key twice; the last value counts.", number)
        named = ((sound(name), value) for name, value in item.value.items())
        return {name: self._cell(number, name, value) for name, value in named if self._is_known(number, name)}

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
        return pl.Series(_KEY + name, [value and sound(value) for value in values], pl.String)


def sound(text: str) -> str:
    """Return a text without halves of characters, which an escape in JSON can name, and no text can have."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({name: str(position) for position, name in enumerate(frame.columns)})


def _empty(content: bytes) -> Group:
    if content.strip():
        return no_rows()
    return trouble("empty", "The file has nothing in it.", fix="Add rows, or leave the file out.")
