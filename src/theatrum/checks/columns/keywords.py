"""The keywords of a single cell as masks over a column: which cells satisfy them.

Each test answers for what the keyword speaks of only: ``minimum`` is satisfied by every text.
"""

import math
from collections.abc import Callable

import polars as pl

from theatrum.checks.columns.cells import Column
from theatrum.checks.columns.patterns import compile_pattern, matches
from theatrum.checks.columns.place import NotCompilable
from theatrum.kernel.jsontext import JsonValue

Test = Callable[[Column], pl.Series]
# Keywords that say something of lists and objects only: no list comes here, and no cell is an object.
OF_LISTS = frozenset(
    [
        "items",
        "prefixItems",
        "additionalItems",
        "unevaluatedItems",
        "contains",
        "minContains",
        "maxContains",
        "minItems",
        "maxItems",
        "uniqueItems",
    ]
)
OF_OBJECTS = frozenset(
    [
        "properties",
        "patternProperties",
        "additionalProperties",
        "unevaluatedProperties",
        "propertyNames",
        "required",
        "minProperties",
        "maxProperties",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
    ]
)


def compile_keyword(keyword: str, asked: JsonValue) -> Test | None:
    """Return the test of a keyword, None for one that asks nothing. Raises NotCompilable."""
    if keyword in OF_LISTS or keyword in OF_OBJECTS:
        return None
    maker = _MAKERS.get(keyword)
    if maker is None:
        raise NotCompilable(keyword)
    return maker(asked)


def _type(asked: JsonValue) -> Test:
    names = {str(name) for name in asked} if isinstance(asked, list) else {str(asked)}

    def test(column: Column) -> pl.Series:
        found = column.is_text if "string" in names else None
        if "number" in names:
            found = _or(found, column.is_number)
        elif "integer" in names:
            found = _or(found, column.is_number & (column.numbers == column.numbers.floor()))
        if "boolean" in names:
            found = _or(found, column.is_boolean)
        return column.is_empty & False if found is None else found

    return test


def _or(found: pl.Series | None, other: pl.Series) -> pl.Series:
    return other if found is None else found | other


def _enum(asked: JsonValue) -> Test:
    values = asked if isinstance(asked, list) else []
    texts = pl.Series([value for value in values if isinstance(value, str)], dtype=pl.String).implode()
    numbers = [_exact(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    booleans = [value for value in values if isinstance(value, bool)]

    def test(column: Column) -> pl.Series:
        if column.is_always_text:
            return column.texts.is_in(texts)
        found = column.is_text & column.texts.is_in(texts)
        if numbers:
            found = found | (column.is_number & column.numbers.is_in(pl.Series(numbers).implode()))
        for value in booleans:
            found = found | (column.is_true if value else column.is_boolean & ~column.is_true)
        return found

    return test


def _exact(value: float) -> float:
    """Return a number as a float. Raises NotCompilable where it would not be the same one any more."""
    try:
        number = float(value)
    except OverflowError as error:
        raise NotCompilable(str(value)) from error
    if number != value or not math.isfinite(number) or abs(number) >= 2**53:
        raise NotCompilable(str(value))
    return number


def _pattern(asked: JsonValue) -> Test:
    parts = compile_pattern(asked) if isinstance(asked, str) else None
    if parts is None:
        raise NotCompilable(str(asked))
    return lambda column: _of_texts(column, matches(parts, column.texts))


def _of_texts(column: Column, satisfied: pl.Series) -> pl.Series:
    return satisfied if column.is_always_text else ~column.is_text | satisfied


def _bound(holds: Callable[[pl.Series, float], pl.Series]) -> Callable[[JsonValue], Test]:
    def make(asked: JsonValue) -> Test:
        if isinstance(asked, bool) or not isinstance(asked, int | float):
            raise NotCompilable(str(asked))
        limit = _exact(asked)
        return lambda column: ~column.is_number | holds(column.numbers, limit)

    return make


def _length(holds: Callable[[pl.Series, float], pl.Series]) -> Callable[[JsonValue], Test]:
    def make(asked: JsonValue) -> Test:
        if isinstance(asked, bool) or not isinstance(asked, int | float):
            raise NotCompilable(str(asked))
        limit = _exact(asked)
        return lambda column: _of_texts(column, holds(column.texts.str.len_chars(), limit))

    return make


_MAKERS: dict[str, Callable[[JsonValue], Test]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda asked: _enum([asked]),
    "pattern": _pattern,
    "minimum": _bound(lambda numbers, limit: numbers >= limit),
    "maximum": _bound(lambda numbers, limit: numbers <= limit),
    "exclusiveMinimum": _bound(lambda numbers, limit: numbers > limit),
    "exclusiveMaximum": _bound(lambda numbers, limit: numbers < limit),
    "minLength": _length(lambda size, limit: size >= limit),
    "maxLength": _length(lambda size, limit: size <= limit),
}
