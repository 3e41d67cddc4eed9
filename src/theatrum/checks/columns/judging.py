"""A schema held against a whole table: the same violations as row by row, by masks over columns."""

import operator
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce

import polars as pl

from theatrum.checks.columns.alone import Alone, alone
from theatrum.checks.columns.cells import (
    STRANGE,
    WHOLE,
    Column,
    Question,
    Sheet,
    strange_numbers,
    whole_numbers,
)
from theatrum.checks.columns.compiling import compile_rows
from theatrum.checks.columns.reading import NUMBER, Reading, read_row, read_text, readings_of
from theatrum.checks.columns.row_rules import Property, RowRules, key_of, root_properties
from theatrum.checks.model.compiled import LONGEST_STRING, CompiledSchema
from theatrum.checks.model.recent import Recent
from theatrum.checks.model.violations import Path, Violation
from theatrum.kernel.jsontext import JsonObject

KEPT = 64
# Up to so many rows are judged one by one. Expressions cost the same for ten rows as for a thousand: at two hundred
# rows of the widest component both take as long.
FEW = 128


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

    @cached_property
    def rules(self) -> RowRules:
        """The rules as expressions over columns; tables of few rows need none."""
        return compile_rows(self.schema, self.readings)

    def judge(self, frame: pl.DataFrame) -> Verdict:
        """Judge a frame of text cells; columns that the schema does not know are left alone."""
        if frame.height <= FEW:
            return self._judge_few(frame)
        return self.judge_columns(frame)

    def _judge_few(self, frame: pl.DataFrame) -> Verdict:
        """Judge rows one by one: for a row that somebody types, expressions over sixty columns cost more."""
        frame, emptied = self._few_settled(frame)
        faults = self._one_by_one(frame, pl.Series(range(frame.height), dtype=pl.UInt32))
        return Verdict(frame, faults, emptied)

    def _few_settled(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, str, pl.Series]]]:
        """Empty the cells that stand for nothing, as ``_settled`` does."""
        emptied: list[tuple[str, str, pl.Series]] = []
        changed: list[pl.Series] = []
        for name, reading in self.readings.items():
            texts = frame[name].to_list() if name in frame.columns else []
            words = sorted(reading.missing.intersection(texts)) if reading.missing else []
            rest = {text for text in texts if text is not None and text not in reading.missing}
            void = {text for text in rest if read_text(reading, text) is None} if "array" in reading.types else set()
            for word in words:
                rows = [index for index, text in enumerate(texts) if text == word]
                emptied.append((name, word, pl.Series(rows, dtype=pl.UInt32)))
            if words or void:
                gone = {*words, *void}
                changed.append(pl.Series(name, [None if text in gone else text for text in texts], dtype=pl.String))
        return (frame.with_columns(changed) if changed else frame), emptied

    def judge_columns(self, frame: pl.DataFrame) -> Verdict:
        """Judge a frame by expressions over its columns, however few rows it has."""
        sheet = self._sheet(frame)
        hard = self._hard_rows(sheet)
        if hard is None:
            sheet, emptied = self._settled(sheet)
            return Verdict(sheet.frame, list(self._faults(sheet)), emptied)
        whole, emptied = self._settled(sheet)
        easy = (~hard).arg_true()
        found = self._faults(self._sheet(whole.frame.filter(~hard)))
        faults = [Fault(one.keyword, one.instance, one.walked, one.named, easy.gather(one.rows)) for one in found]
        return Verdict(whole.frame, _merged(faults + self._one_by_one(whole.frame, hard.arg_true())), emptied)

    def sound(self, name: str, texts: Collection[str | None]) -> set[str | None]:
        """Return those texts of a column of which nothing is to be said, whatever stands in the others of their row.

        None stands for an empty cell. Nothing is of a column that some rule names beside another.
        """
        if name not in self._alone:
            return set()
        longest = LONGEST_STRING if self.schema.is_bounded else None
        return self._alone[name].sound(name, texts, self.readings, longest=longest)

    def stands_alone(self, name: str) -> bool:
        """Tell whether no rule names a column beside another."""
        return name in self._alone

    def row(self, frame: pl.DataFrame, index: int) -> JsonObject:
        """Return one row as the JSON object that is judged."""
        return read_row(self.readings, frame.row(index, named=True))

    def violation(self, frame: pl.DataFrame, fault: Fault, index: int) -> Violation | None:
        """Return the violation that a fault stands for in one of its rows."""
        wanted = (fault.keyword, fault.instance, fault.walked, fault.named)
        return next((item for item in self.schema.judge(self.row(frame, index)) if key_of(item) == wanted), None)

    def _sheet(self, frame: pl.DataFrame) -> Sheet:
        sheet = Sheet(frame, self.readings)
        sheet.fetch(self._questions)
        return sheet

    @cached_property
    def _properties(self) -> dict[str, Property]:
        return {rule.name: rule for rule in root_properties(self.rules)}

    @cached_property
    def _alone(self) -> dict[str, Alone]:
        return alone(self.rules)

    @cached_property
    def _questions(self) -> list[Question]:
        numeric = [name for name, reading in self.readings.items() if "number" in reading.types]
        asked = ((WHOLE, whole_numbers), (STRANGE, strange_numbers))
        numbers = [(name, key, question) for name in numeric for key, question in asked]
        return [
            *numbers,
            *(question for rule in self._properties.values() for question in rule.questions(self.readings)),
        ]

    def _faults(self, sheet: Sheet) -> Iterator[Fault]:
        if not sheet.height:
            return
        for fault in self.rules.faults(sheet, None):
            if fault.bad.any():
                yield Fault(fault.keyword, fault.instance, fault.walked, fault.named, fault.bad.arg_true())

    def _one_by_one(self, frame: pl.DataFrame, rows: pl.Series) -> list[Fault]:
        found: dict[tuple[str, Path, Path, str | None], list[int]] = {}
        for index in rows:
            for violation in self.schema.judge(self.row(frame, index)):
                found.setdefault(key_of(violation), []).append(index)
        return [Fault(*key, pl.Series(indices, dtype=pl.UInt32)) for key, indices in found.items()]

    def _settled(self, sheet: Sheet) -> tuple[Sheet, list[tuple[str, str, pl.Series]]]:
        """Empty the cells that stand for nothing: words for missing, lists without items."""
        emptied: list[tuple[str, str, pl.Series]] = []
        changed: list[pl.Series] = []
        for name, reading in self.readings.items():
            if name in sheet.frame.columns and (words := self._void(sheet.column(name), reading)):
                texts = sheet.frame[name]
                emptied += [(name, word, (texts == word).arg_true()) for word in words if word in reading.missing]
                changed.append(texts.set(texts.is_in(words), None))
        return (sheet.replaced(changed) if changed else sheet), emptied

    def _void(self, column: Column, reading: Reading) -> list[str]:
        words = reading.missing.intersection(self._refused(column)) if reading.missing else frozenset()
        lists = column.void_lists if "array" in reading.types else ()
        return [*sorted(words), *(text for text in lists if read_text(reading, text) is None and text not in words)]

    def _refused(self, column: Column) -> list[str]:
        """Return texts among which all are that the column's own declaration refuses: the words for missing are."""
        rule = self._properties.get(column.name)
        if rule is None:
            return column.distinct
        valid = rule.rules.valid(column)
        return [] if valid.all() else column.texts.filter((~valid).fill_null(value=False)).unique().to_list()

    def _hard_rows(self, sheet: Sheet) -> pl.Series | None:
        """Return the rows whose cells columns would read otherwise: numbers beyond 64 bits, texts of great length."""
        masks = [mask for name in sheet.frame.columns for mask in self._hard_cells(sheet, name)]
        return reduce(operator.or_, masks) if masks else None

    def _hard_cells(self, sheet: Sheet, name: str) -> Iterator[pl.Series]:
        reading = self.readings.get(name)
        texts = sheet.frame[name]
        if reading is not None and "number" in reading.types:
            column = sheet.column(name)
            others = column.odd_texts.filter(~column.is_plain_odd)
            if len(others) and others.str.contains(NUMBER).any():
                yield column.is_hard
        if self.schema.is_bounded and sheet.longest > LONGEST_STRING:
            yield (texts.str.len_chars() > LONGEST_STRING).fill_null(value=False)


_NO_ROWS = pl.Series([], dtype=pl.UInt32)


def plan_for(schema: CompiledSchema) -> TablePlan:
    """Return the plan of a schema, compiled once and kept."""
    return _KEPT.get(schema.digest) or _KEPT.put(schema.digest, _plan(schema))


def _plan(schema: CompiledSchema) -> TablePlan:
    return TablePlan(schema, readings_of(schema))


_KEPT: Recent[TablePlan] = Recent(KEPT)


def _merged(faults: list[Fault]) -> list[Fault]:
    rows: dict[tuple[str, Path, Path, str | None], list[pl.Series]] = {}
    for fault in faults:
        rows.setdefault((fault.keyword, fault.instance, fault.walked, fault.named), []).append(fault.rows)
    return [Fault(*key, pl.concat(parts).sort()) for key, parts in rows.items()]


def judge_row(schema: CompiledSchema, cells: Mapping[str, str | None]) -> list[Violation]:
    """Judge one row of text cells, as a grid and the API do: the same verdict as in a table. Raises SubjectUnusable."""
    return schema.judge(read_row(plan_for(schema).readings, cells))
