"""A schema held against a whole table: the same violations as row by row, by masks over columns."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.columns.cells import Sheet
from theatrum.checks.columns.compiling import compile_rows
from theatrum.checks.columns.reading import NUMBER, PLAIN_NUMBER, Reading, read_row, read_text, readings_of
from theatrum.checks.columns.row_rules import RowRules, key_of
from theatrum.checks.model.compiled import LONGEST_STRING, CompiledSchema
from theatrum.checks.model.violations import Path, Violation
from theatrum.kernel.jsontext import JsonObject

KEPT = 64


@dataclass(frozen=True, slots=True)
class Fault:
    """One keyword that rows violate at one place; ``rows`` are indices into the frame, in order.

    ``instance`` is the place in the row (column, then the item of a list), ``walked`` the way through the schema, and
    ``named`` the attribute that a keyword about names speaks of, such as the one that is required.
    """

    keyword: str
    instance: Path
    walked: Path
    named: str | None
    rows: pl.Series


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a schema has against a table. ``emptied`` are words for missing that were read as empty cells."""

    frame: pl.DataFrame
    faults: list[Fault]
    emptied: list[tuple[str, str, pl.Series]] = field(default_factory=list)

    def invalid_rows(self) -> pl.Series:
        """Return the indices of all invalid rows, in order."""
        return pl.concat([_NO_ROWS, *(fault.rows for fault in self.faults)]).unique().sort()


@dataclass(frozen=True, eq=False)
class TablePlan:
    """A schema compiled for tables. Safe to share between threads."""

    schema: CompiledSchema
    readings: dict[str, Reading]
    _rules: RowRules

    def judge(self, frame: pl.DataFrame) -> Verdict:
        """Judge a frame of text cells; columns that the schema does not know are left alone."""
        frame, emptied = self._settled(frame)
        hard = self._hard_rows(frame)
        if hard is None:
            return Verdict(frame, list(self._faults(frame)), emptied)
        easy = (~hard).arg_true()
        found = [
            Fault(item.keyword, item.instance, item.walked, item.named, easy.gather(item.rows))
            for item in self._faults(frame.filter(~hard))
        ]
        return Verdict(frame, _merged(found + self._one_by_one(frame, hard.arg_true())), emptied)

    def row(self, frame: pl.DataFrame, index: int) -> JsonObject:
        """Return one row as the JSON object that is judged."""
        return read_row(self.readings, frame.row(index, named=True))

    def violation(self, frame: pl.DataFrame, fault: Fault, index: int) -> Violation | None:
        """Return the violation that a fault stands for in one of its rows."""
        wanted = (fault.keyword, fault.instance, fault.walked, fault.named)
        return next((item for item in self.schema.judge(self.row(frame, index)) if key_of(item) == wanted), None)

    def _faults(self, frame: pl.DataFrame) -> Iterator[Fault]:
        if not frame.height:
            return
        for fault in self._rules.faults(Sheet(frame, self.readings), None):
            if fault.bad.any():
                yield Fault(fault.keyword, fault.instance, fault.walked, fault.named, fault.bad.arg_true())

    def _one_by_one(self, frame: pl.DataFrame, rows: pl.Series) -> list[Fault]:
        found: dict[tuple[str, Path, Path, str | None], list[int]] = {}
        for index in rows:
            for violation in self.schema.judge(self.row(frame, index)):
                found.setdefault(key_of(violation), []).append(index)
        return [Fault(*key, pl.Series(indices, dtype=pl.UInt32)) for key, indices in found.items()]

    def _settled(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, str, pl.Series]]]:
        """Empty the cells that stand for nothing: words for missing, lists without items."""
        emptied: list[tuple[str, str, pl.Series]] = []
        changed: list[pl.Series] = []
        for name, reading in self.readings.items():
            if name in frame.columns and (words := self._void(frame[name], reading)):
                texts = frame[name]
                emptied += [(name, word, (texts == word).arg_true()) for word in words if word in reading.missing]
                changed.append(texts.set(texts.is_in(words), None))
        return frame.with_columns(changed), emptied

    def _void(self, texts: pl.Series, reading: Reading) -> list[str]:
        if "array" in reading.types:
            return [
                text
                for text in texts.drop_nulls().unique(maintain_order=True)
                if text in reading.missing or read_text(reading, text) is None
            ]
        return [] if not reading.missing else self._present(texts, reading)

    def _present(self, texts: pl.Series, reading: Reading) -> list[str]:
        # All these words are short: most columns have none so short, and one comparison tells.
        short = texts.filter(texts.str.len_bytes() <= _LONGEST_WORD)
        return (
            [] if short.is_empty() else [word for word in short.unique(maintain_order=True) if word in reading.missing]
        )

    def _hard_rows(self, frame: pl.DataFrame) -> pl.Series | None:
        """Return the rows whose cells columns would read otherwise: numbers beyond 64 bits, texts of great length."""
        hard: pl.Series | None = None
        for name in frame.columns:
            reading = self.readings.get(name)
            for mask in self._hard_cells(frame[name], reading):
                hard = mask if hard is None else hard | mask
        return hard

    def _hard_cells(self, texts: pl.Series, reading: Reading | None) -> Iterator[pl.Series]:
        if reading is not None and "number" in reading.types:
            others = texts.filter(~texts.str.contains(PLAIN_NUMBER))
            if len(others) and others.str.contains(NUMBER).any():
                yield (texts.str.contains(NUMBER) & ~texts.str.contains(PLAIN_NUMBER)).fill_null(value=False)
        if self.schema.is_bounded and (texts.str.len_bytes() > LONGEST_STRING).any():
            yield (texts.str.len_chars() > LONGEST_STRING).fill_null(value=False)


_NO_ROWS = pl.Series([], dtype=pl.UInt32)
_LONGEST_WORD = 4


def plan_for(schema: CompiledSchema) -> TablePlan:
    """Return the plan of a schema, compiled once and kept."""
    return _KEPT.get(schema)


class _Plans:
    """The most recently used plans; compiling happens outside the lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plans: OrderedDict[str, TablePlan] = OrderedDict()

    def get(self, schema: CompiledSchema) -> TablePlan:
        with self._lock:
            found = self._plans.get(schema.digest)
            if found is not None:
                self._plans.move_to_end(schema.digest)
                return found
        readings = readings_of(schema)
        plan = TablePlan(schema, readings, compile_rows(schema, readings))
        with self._lock:
            self._plans[schema.digest] = plan
            while len(self._plans) > KEPT:
                self._plans.popitem(last=False)
        return plan


_KEPT = _Plans()


def _merged(faults: list[Fault]) -> list[Fault]:
    rows: dict[tuple[str, Path, Path, str | None], list[pl.Series]] = {}
    for fault in faults:
        rows.setdefault((fault.keyword, fault.instance, fault.walked, fault.named), []).append(fault.rows)
    return [Fault(*key, pl.concat(parts).sort()) for key, parts in rows.items()]


def judge_row(schema: CompiledSchema, cells: Mapping[str, str | None]) -> list[Violation]:
    """Judge one row of text cells, as a grid and the API do: the same verdict as in a table. Raises SubjectUnusable."""
    return schema.judge(read_row(plan_for(schema).readings, cells))
