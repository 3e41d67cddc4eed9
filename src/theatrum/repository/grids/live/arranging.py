"""Which rows somebody sees, and in which order: by what cells stand for, numbers as numbers, empty ones at the end."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
from django.db import connection

from theatrum.checks.columns.reading import TEXT, Reading, read_cell
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.live.layout import ERROR, PENDING
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.selecting import readings_of

_PIECE = 10_000

# Which rows have a comment that is open; a room above says so.
Commented = Callable[[Workspace], set[int]]
_commented: list[Commented] = []


def register_comments(commented: Commented) -> None:
    """Let the room of comments say which rows have an open one."""
    _commented[:] = [commented]


def commented_rows(workspace: Workspace) -> set[int]:
    """Return the rows that have an open comment."""
    return _commented[0](workspace) if _commented else set()


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column rows are sorted."""

    slot: int
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Which texts of a column are shown: any of ``has``, None for empty; and those that contain ``like``."""

    slot: int
    has: tuple[str | None, ...] | None = None
    like: str | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which rows, in which order."""

    sort: tuple[Sort, ...] = ()
    filters: tuple[Filter, ...] = ()
    problems: Literal["all", "error", "pending", "comment"] = "all"

    @property
    def is_plain(self) -> bool:
        """Whether all rows are asked for, as they stand."""
        return not self.sort and not self.filters and self.problems == "all"


def arrange(workspace: Workspace, wanted: Arrangement, *, numbers: Sequence[int], flags: bytes) -> "array[int]":
    """Return the numbers of the rows that are wanted, in order. Raises GridIsInvalid for a column that is not there.

    ``numbers`` are all rows from the top, ``flags`` what each is (see ``layout``).
    """
    names = {slot: name for name, slot in workspace.slots.items()}
    for slot in {one.slot for one in wanted.sort} | {one.slot for one in wanted.filters}:
        if slot not in names:
            raise GridIsInvalid(reason=f"The grid has no column in slot {slot}: read its columns once more.")
    frame = pl.DataFrame({"number": pl.Series(numbers, dtype=pl.Int64)})
    frame = frame.with_row_index("place").filter(_with_problems(workspace, wanted, frame["number"], flags))
    readings = readings_of(workspace)
    for kept in wanted.filters:
        frame = _joined(frame, workspace, kept.slot).filter(_passes(kept))
    for one in wanted.sort:
        frame = _ranked(_joined(frame, workspace, one.slot), one.slot, readings.get(names[one.slot], TEXT))
    keys = [f"rank{one.slot}" for one in wanted.sort]
    descending = [one.is_descending for one in wanted.sort]
    ordered = frame.sort([*keys, "place"], descending=[*descending, False], nulls_last=True)
    return array("q", ordered["number"])


def column_texts(workspace: Workspace, slot: int) -> pl.DataFrame:
    """Return the texts of a column that are not empty, by row: ``number`` and ``text``."""
    numbers, texts = array("q"), list[str]()
    statement, parameters = _column(slot)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, workspace.id, False])
        while found := cursor.fetchmany(_PIECE):
            filled = [(number, text) for number, text in found if text is not None]
            numbers.extend(number for number, _ in filled)
            texts += [text for _, text in filled]
    return pl.DataFrame({"number": pl.Series(numbers, dtype=pl.Int64), "text": pl.Series(texts, dtype=pl.String)})


def _column(slot: int) -> tuple[str, list[str | int]]:
    """Return a statement for one column of all rows, made without reading the others."""
    rows = "FROM grids_row WHERE workspace_id = %s AND is_deleted = %s"
    if connection.vendor == "postgresql":
        return f"SELECT number, CAST(cells AS JSON) ->> %s {rows}", [slot]
    return f"SELECT number, json_extract(cells, %s) {rows}", [f"$[{slot}]"]


def _joined(frame: pl.DataFrame, workspace: Workspace, slot: int) -> pl.DataFrame:
    name = f"text{slot}"
    if name in frame.columns:
        return frame
    texts = column_texts(workspace, slot).rename({"text": name})
    return frame.join(texts, on="number", how="left", maintain_order="left")


def _passes(wanted: Filter) -> pl.Expr:
    text = pl.col(f"text{wanted.slot}")
    found = pl.lit(value=True)
    if wanted.has is not None:
        texts = pl.Series([one for one in wanted.has if one is not None], dtype=pl.String)
        among = text.is_in(texts.implode()).fill_null(value=False)
        found = among | text.is_null() if None in wanted.has else among
    if wanted.like:
        found &= text.str.to_lowercase().str.contains(wanted.like.lower(), literal=True).fill_null(value=False)
    return found


def _ranked(frame: pl.DataFrame, slot: int, reading: Reading) -> pl.DataFrame:
    """Add the place of each text among those of its column, null where nothing stands."""
    name, rank = f"text{slot}", f"rank{slot}"
    if rank in frame.columns:
        return frame
    keys = {text: key for text in frame[name].unique() if text is not None and (key := _key(reading, text)) is not None}
    places: dict[tuple[int, float, str], int] = {key: at for at, key in enumerate(sorted(set(keys.values())))}
    known = pl.DataFrame(
        {name: list(keys), rank: [places[key] for key in keys.values()]}, schema={name: pl.String, rank: pl.Int64}
    )
    return frame.join(known, on=name, how="left", maintain_order="left")


def _key(reading: Reading, text: str) -> tuple[int, float, str] | None:
    """Return by what a text is sorted: numbers come first, then texts whatever their case; None where it is empty."""
    value: JsonValue = read_cell(reading, text)
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 0, float(value), ""
    return 1, 0.0, text.casefold()


def _with_problems(workspace: Workspace, wanted: Arrangement, numbers: pl.Series, flags: bytes) -> pl.Series:
    tests: Mapping[str, Callable[[int], bool]] = {
        "error": lambda number: bool(number < len(flags) and flags[number] & ERROR),
        "pending": lambda number: bool(number < len(flags) and flags[number] & PENDING),
    }
    if wanted.problems == "all":
        return pl.repeat(value=True, n=len(numbers), dtype=pl.Boolean, eager=True)
    if wanted.problems == "comment":
        commented = commented_rows(workspace)
        return pl.Series([number in commented for number in numbers], dtype=pl.Boolean)
    return pl.Series([tests[wanted.problems](number) for number in numbers], dtype=pl.Boolean)
