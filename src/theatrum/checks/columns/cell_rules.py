"""What a schema asks of a single cell, as checks over a whole column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce

import polars as pl

from theatrum.checks.columns.cells import Column
from theatrum.checks.columns.keywords import Test, TextTest, compile_keyword
from theatrum.checks.columns.place import NotCompilable, Place
from theatrum.checks.columns.reading import Reading, read_text
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.dialect import Draft
from theatrum.checks.model.violations import Path
from theatrum.checks.model.walk import resolve
from theatrum.kernel.jsontext import JsonObject, JsonValue

# Say nothing that is checked.
_SILENT = frozenset(
    [
        "$schema",
        "$comment",
        "$defs",
        "$id",
        "definitions",
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "contentSchema",
        "id",
    ]
)
_MOST_REFERENCES = 32


@dataclass(frozen=True, slots=True)
class CellFault:
    """One keyword that some cells violate: where in the cell, by which way through the schema, in which rows."""

    keyword: str
    inside: Path
    walked: Path
    bad: pl.Series


@dataclass(frozen=True, slots=True)
class Check:
    """One keyword and which cells satisfy it; null where the cell is empty."""

    keyword: str
    walked: Path
    satisfied: Callable[[Column], pl.Series]


class CellRules:
    """A compiled schema of a cell: every check must be satisfied."""

    def __init__(self, checks: list[Check]) -> None:
        self._checks = checks

    def of_texts(self) -> Iterator[tuple[object, TextTest]]:
        """Yield the tests that ask something of texts alone, with the keys under which columns keep the answers."""
        for check in self._checks:
            if isinstance(check.satisfied, Test) and check.satisfied.of_texts is not None:
                yield check.satisfied, check.satisfied.of_texts

    def valid(self, column: Column) -> pl.Series:
        """Return which cells are valid; null where the cell is empty."""
        return column.remembered(self, lambda: _all(column, self._checks))

    def faults(self, column: Column) -> Iterator[CellFault]:
        """Yield what is violated anywhere in the column."""
        for check in self._checks:
            satisfied = check.satisfied(column)
            if not satisfied.all():
                bad = ~satisfied & column.is_present
                yield CellFault(check.keyword, (), check.walked, bad.fill_null(value=False))


class DistinctRules:
    """A schema of a cell that columns cannot express, or lists: jsonschema-rs judges each different text once."""

    def __init__(self, schema: CompiledSchema, place: Place, reading: Reading) -> None:
        self._schema = schema
        self._place = place
        self._reading = reading

    def valid(self, column: Column) -> pl.Series:
        """Return which cells are valid; null where the cell is empty."""
        return ~column.among(self._refused(column))

    def faults(self, column: Column) -> Iterator[CellFault]:
        """Yield what is violated anywhere in the column."""
        texts: dict[tuple[str, Path, Path], list[str]] = {}
        for text in self._refused(column):
            for found in self._schema.judge_at(self._place.location, read_text(self._reading, text)):
                walked = (*self._place.walked, *found.evaluation_path)
                texts.setdefault((found.keyword, found.instance_path, walked), []).append(text)
        for (keyword, inside, walked), bad in texts.items():
            yield CellFault(keyword, inside, walked, column.among(bad).fill_null(value=False))

    def _refused(self, column: Column) -> list[str]:
        return column.refused(self, self._schema.acceptor(self._place.location))


def compile_checks(schema: CompiledSchema, part: JsonValue, place: Place) -> CellRules:
    """Compile what is asked of a cell that is no list. Raises NotCompilable."""
    return CellRules(_Compiler(schema).checks(part, place))


class _Compiler:
    def __init__(self, schema: CompiledSchema) -> None:
        self._schema = schema
        self._references = 0

    def checks(self, part: JsonValue, place: Place) -> list[Check]:
        if isinstance(part, bool):
            return [] if part else [Check("falseSchema", place.walked, lambda column: column.is_empty)]
        if not isinstance(part, dict):
            raise NotCompilable(str(place.location))
        if "$ref" in part:
            inside = self._referred(part["$ref"], place)
            if self._schema.draft is Draft.DRAFT_7:
                return inside
            return inside + self._plain({key: held for key, held in part.items() if key != "$ref"}, place)
        return self._plain(part, place)

    def _plain(self, part: JsonObject, place: Place) -> list[Check]:
        found: list[Check] = []
        for keyword, asked in part.items():
            found += self._keyword(keyword, asked, part, place)
        return found

    def _keyword(self, keyword: str, asked: JsonValue, part: JsonObject, place: Place) -> list[Check]:
        if keyword in _SILENT:
            if keyword in {"$id", "id"} and place.location:
                raise NotCompilable(keyword)
            return []
        if keyword in {"then", "else"}:
            return []
        if keyword in _COMBINED:
            return _COMBINED[keyword](self, asked, part, place.into(keyword))
        test = compile_keyword(keyword, asked)
        return [Check(keyword, place.into(keyword).walked, test)] if test else []

    def _referred(self, reference: JsonValue, place: Place) -> list[Check]:
        found = resolve(self._schema.schema, reference) if isinstance(reference, str) else None
        self._references += 1
        if found is None or self._references > _MOST_REFERENCES:
            raise NotCompilable(str(reference))
        return self.checks(found[1], place.referred(tuple(found[0])))

    def every(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[Check]:
        return [
            check for index, branch in enumerate(_listed(asked)) for check in self.checks(branch, place.into(index))
        ]

    def some(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[Check]:
        branches = self._branches(asked, place)
        return [Check("anyOf", place.walked, lambda column: reduce(pl.Series.__or__, _verdicts(column, branches)))]

    def exactly_one(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[Check]:
        branches = self._branches(asked, place)

        def test(column: Column) -> pl.Series:
            counts = [verdict.cast(pl.Int32) for verdict in _verdicts(column, branches)]
            return reduce(pl.Series.__add__, counts) == 1

        return [Check("oneOf", place.walked, test)]

    def negated(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[Check]:
        inside = self.checks(asked, place)
        return [Check("not", place.walked, lambda column: ~_all(column, inside))]

    def conditional(self, asked: JsonValue, part: JsonObject, place: Place) -> list[Check]:
        condition = self.checks(asked, place)
        outer = Place(place.location[:-1], place.walked[:-1])
        then = self.checks(part.get("then", True), outer.into("then"))
        otherwise = self.checks(part.get("else", True), outer.into("else"))
        return [_guarded(check, condition, when=True) for check in then] + [
            _guarded(check, condition, when=False) for check in otherwise
        ]

    def _branches(self, asked: JsonValue, place: Place) -> list[list[Check]]:
        return [self.checks(branch, place.into(index)) for index, branch in enumerate(_listed(asked))]


_COMBINED: dict[str, Callable[[_Compiler, JsonValue, JsonObject, Place], list[Check]]] = {
    "allOf": _Compiler.every,
    "anyOf": _Compiler.some,
    "oneOf": _Compiler.exactly_one,
    "not": _Compiler.negated,
    "if": _Compiler.conditional,
}


def _listed(asked: JsonValue) -> list[JsonValue]:
    if not isinstance(asked, list) or not asked:
        raise NotCompilable(str(asked))
    return asked


def _all(column: Column, checks: list[Check]) -> pl.Series:
    """Return which cells satisfy all checks, null where the cell is empty: a check may say anything of such a one."""
    verdicts = [check.satisfied(column) for check in checks] or [column.always]
    return reduce(pl.Series.__and__, verdicts).set(column.is_empty, None)


def _verdicts(column: Column, branches: list[list[Check]]) -> list[pl.Series]:
    return [_all(column, branch) for branch in branches]


def _guarded(check: Check, condition: list[Check], *, when: bool) -> Check:
    def test(column: Column) -> pl.Series:
        applies = _all(column, condition)
        return (~applies if when else applies) | check.satisfied(column)

    return Check(check.keyword, check.walked, test)
