"""The keywords of a single cell as masks over a column: which cells satisfy them.

Each test answers for what the keyword speaks of only: ``minimum`` is satisfied by every text.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from theatrum.checks.columns.cells import Column
from theatrum.checks.columns.patterns import compile_pattern, expression, matches
from theatrum.checks.columns.place import NotCompilable
from theatrum.kernel.jsontext import JsonValue

TextTest = Callable[[pl.Expr], pl.Expr]


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """Which cells of a column satisfy a keyword; null where the cell is empty.

    ``of_texts`` is the same for columns that hold nothing but texts: such tests of many columns run at once.
    """

    of_column: Callable[[Column], pl.Series]
    of_texts: TextTest | None = None

    def __call__(self, column: Column) -> pl.Series:
        """Return the mask of a column, worked out once."""
        if self.of_texts is not None and column.is_always_text:
            return column.asked(self, self.of_texts)
        return column.remembered(self, lambda: self.of_column(column))


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
_FEW = 8
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
        if column.is_always_text and "string" in names:
            return column.always
        found = column.is_text if "string" in names else None
        if "number" in names:
            found = _or(found, column.is_number)
        elif "integer" in names:
            found = _or(found, column.is_integer)
        if "boolean" in names:
            found = _or(found, column.is_boolean)
        return ~column.always if found is None else found

    return Test(test)


def _or(found: pl.Series | None, other: pl.Series) -> pl.Series:
    return other if found is None else found | other


def _enum(asked: JsonValue) -> Test:
    values = asked if isinstance(asked, list) else []
    texts = pl.Series([value for value in values if isinstance(value, str)], dtype=pl.String).implode()
    numbers = [_exact(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    booleans = [value for value in values if isinstance(value, bool)]

    def test(column: Column) -> pl.Series:
        found = column.is_text & column.texts.is_in(texts)
        if numbers:
            found = found | (column.is_number & column.numbers.cast(pl.Float64).is_in(pl.Series(numbers).implode()))
        for value in booleans:
            found = found | (column.is_true if value else column.is_boolean & ~column.is_true)
        return found

    return Test(test, lambda cells: _among(cells, texts))


def _among(cells: pl.Expr, texts: pl.Series) -> pl.Expr:
    """Return whether cells are among texts; where these are few, comparing is quicker than looking up."""
    values = texts[0]
    if not 0 < len(values) <= _FEW:
        return cells.is_in(pl.lit(texts))
    return pl.any_horizontal([cells == value for value in values])


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
    return Test(
        lambda column: _or_no_text(column, matches(parts, column.texts)), lambda cells: expression(parts, cells)
    )


def _or_no_text(column: Column, satisfied: pl.Series) -> pl.Series:
    return ~column.is_text | satisfied


def _bound(holds: Callable[[pl.Series, float], pl.Series]) -> Callable[[JsonValue], Test]:
    def make(asked: JsonValue) -> Test:
        if isinstance(asked, bool) or not isinstance(asked, int | float):
            raise NotCompilable(str(asked))
        limit = _exact(asked)
        return Test(lambda column: ~column.is_number | holds(column.numbers, limit))

    return make


def _length(holds: Callable[[pl.Expr, float], pl.Expr]) -> Callable[[JsonValue], Test]:
    def make(asked: JsonValue) -> Test:
        if isinstance(asked, bool) or not isinstance(asked, int | float):
            raise NotCompilable(str(asked))
        limit = _exact(asked)

        def of_texts(cells: pl.Expr) -> pl.Expr:
            return holds(cells.str.len_chars(), limit)

        return Test(lambda column: _or_no_text(column, column.evaluated(of_texts)), of_texts)

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
