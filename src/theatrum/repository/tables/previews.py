"""Looking at a CSV file before it is uploaded to a table: the columns that it seems to have, and its first rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from pydantic import TypeAdapter

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.tables.cells import LARGETEXT_LIMIT, checked_text
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.csv_rows import Cells, CsvForm
from theatrum.repository.tables.definitions import DEFAULT_STRING, RESERVED, STRING_LIMIT
from theatrum.repository.tables.errors import CsvIsInvalid
from theatrum.repository.tables.uploads import own_csv, reading, skip_rows

SAMPLE = 5
SCANNED = 1000
# In this order; what fits none of them has cells that are too long for any column.
_TRIED = (
    ColumnType.BOOLEAN,
    ColumnType.INTEGER,
    ColumnType.DOUBLE,
    ColumnType.DATE,
    ColumnType.ENTITYID,
    ColumnType.STRING,
    ColumnType.MEDIUMTEXT,
    ColumnType.LARGETEXT,
)
_ROW_FIELDS = {"ROW_ID": "id", "ROW_VERSION": "version", "ROW_ETAG": "etag"}


@dataclass(frozen=True)
class PreviewCsv:
    """Which file to look at, how it is written, and whether to read all of it."""

    handle_id: int
    form: CsvForm = field(default_factory=CsvForm)
    skip: int = 0
    reads_all: bool = False


_adapter: TypeAdapter[PreviewCsv] = TypeAdapter(PreviewCsv)


def to_json(wanted: PreviewCsv) -> JsonObject:
    """Return a request as JSON."""
    found: JsonObject = _adapter.dump_python(wanted, mode="json")
    return found


def from_json(found: JsonObject) -> PreviewCsv:
    """Return the request that ``to_json`` wrote."""
    return _adapter.validate_python(found)


def preview(*, actor: Actor, wanted: PreviewCsv) -> JsonObject:
    """Return ``columns`` (name, type, size), ``rows`` (the first five) and ``scanned``, how many rows were read.

    Raises CsvIsInvalid, and what ``own_csv`` raises.
    """
    handle = own_csv(actor, wanted.handle_id)
    with reading(handle, wanted.form) as file:
        skip_rows(file.rows, wanted.skip)
        return _preview(file.rows, wanted)


def _preview(rows: Iterator[Cells], wanted: PreviewCsv) -> JsonObject:
    header = next(rows, None) if wanted.form.has_header else None
    if wanted.form.has_header and header is None:
        raise CsvIsInvalid(reason="Expected the first line to be the header but was empty.")
    guesses: list[Column | None] | None = None if header is None else [None] * len(header)
    samples: list[Cells] = []
    scanned = 0
    for cells in rows if wanted.reads_all else islice(rows, SCANNED):
        guesses = [None] * len(cells) if guesses is None else guesses
        if len(cells) > len(guesses):
            raise CsvIsInvalid(
                reason=f"Row number {scanned + 2} has {len(cells)} column(s).  Expected each row to have"
                f" {len(guesses)} columns or less."
            )
        guesses[: len(cells)] = [_fitting(text, guess) for text, guess in zip(cells, guesses, strict=False)]
        scanned += 1
        samples += [cells] if scanned <= SAMPLE else []
    names = _names(header, len(guesses or []))
    columns = [_suggestion(name, guess) for name, guess in zip(names, guesses or [], strict=True)]
    return {
        "columns": [column for column in columns if str(column["name"]).upper() not in RESERVED],
        "rows": [_sample(header, cells) for cells in samples],
        "scanned": scanned,
    }


def _fitting(text: str | None, guess: Column | None) -> Column | None:
    """Return the narrowest type that takes a cell and all before it."""
    if text is None or not text.strip():
        return guess
    size = max(len(text), (guess.maximum_size or 0) if guess else 0)
    start = _TRIED.index(guess.column_type) if guess else 0
    for column_type in _TRIED[start:]:
        column = Column(id=0, name="", column_type=column_type, maximum_size=size)
        if _takes(column, text):
            return column
    raise CsvIsInvalid(reason=f"One or more cell value exceeds the maximum number of characters: {LARGETEXT_LIMIT}")


def _takes(column: Column, text: str) -> bool:
    if column.column_type is ColumnType.STRING and (column.maximum_size or 0) > STRING_LIMIT:
        return False
    try:
        checked_text(column, text)
    except ValueError:
        return False
    return True


def _suggestion(name: str, guess: Column | None) -> JsonObject:
    column = guess or Column(id=0, name="", column_type=ColumnType.STRING, maximum_size=DEFAULT_STRING)
    if column.column_type is not ColumnType.STRING:
        column = replace(column, maximum_size=None)
    return {"name": name, "column_type": column.column_type.value, "maximum_size": column.maximum_size}


def _names(header: Cells | None, width: int) -> list[str]:
    names = [f"col{place}" for place in range(1, width + 1)] if header is None else [_name(text) for text in header]
    seen: dict[str, int] = {}
    unique: list[str] = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        unique.append(f"{name}{count}" if count else name)
    return unique


def _name(text: str | None) -> str:
    bare = re.sub(r"[^A-Za-z0-9_]", "", re.sub(r"\s", "_", (text or "").strip()))
    return bare if re.search(r"[A-Za-z0-9]", bare) else "col"


def _sample(header: Sequence[str | None] | None, cells: Cells) -> JsonObject:
    if header is None:
        return {"values": [*cells]}
    row: JsonObject = {}
    values: list[str | None] = []
    for place, name in enumerate(header):
        text = cells[place] if place < len(cells) else None
        reserved = _ROW_FIELDS.get(name or "")
        if reserved is None:
            values.append(text)
        elif reserved == "etag" or (text or "").isdecimal():
            row[reserved] = text
    return {**row, "values": [*values]}
