"""Aggregates: one value of many rows."""

from collections.abc import Sequence

from sqlglot import exp

from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql import expressions
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.values import TYPE_OF, Sort, Value, as_sort, number

_SPREADS = frozenset({"STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VARIANCE", "VAR_POP", "VAR_SAMP", "AVG"})
_BITS = frozenset({"BIT_AND", "BIT_OR", "BIT_XOR"})
_OTHERS = frozenset({"COUNT", "SUM", "MIN", "MAX", "JSON_ARRAYAGG"})


def is_one(name: str) -> bool:
    """Tell whether a function is an aggregate."""
    return name in _SPREADS or name in _BITS or name in _OTHERS


def translate(scope: Scope, name: str, arguments: Sequence[exp.Expr]) -> Value:
    """Return an aggregate in the engine's SQL. Raises SqlIsInvalid, UnknownColumn."""
    if name == "COUNT" and len(arguments) == 1 and isinstance(arguments[0], exp.Star):
        return _aggregate("count(*)", Sort.INTEGER, ColumnType.INTEGER)
    distinct = len(arguments) == 1 and isinstance(arguments[0], exp.Distinct)
    inner = arguments[0].expressions if distinct else arguments
    if len(inner) != 1:
        raise SqlIsInvalid(reason=f"{name} takes one value, not {len(inner)}.")
    value = _one_row(scope, inner[0], name)
    if name == "COUNT":
        counted = scope.engine.aggregate(name, value.sql, kind=value.sort.value, distinct=distinct)
        return _aggregate(counted, Sort.INTEGER, ColumnType.INTEGER)
    value = _fit(scope, name, value)
    sort = Sort.DOUBLE if name in _SPREADS else Sort.TEXT if name == "JSON_ARRAYAGG" else value.sort
    column_type = value.column_type if name in {"MIN", "MAX"} else TYPE_OF[sort]
    if name == "JSON_ARRAYAGG":
        column_type = ColumnType.JSON
        value = Value(scope.engine.json_item(value.sql, value.sort.value), value.sort, value.column_type)
    return _aggregate(
        scope.engine.aggregate(name, value.sql, kind=value.sort.value, distinct=distinct), sort, column_type
    )


def translate_joined(scope: Scope, node: exp.GroupConcat) -> Value:
    """Return GROUP_CONCAT in the engine's SQL. Raises as ``translate``."""
    inner, order = node.this, None
    if isinstance(inner, exp.Order):
        if len(inner.expressions) != 1:
            raise SqlIsInvalid(reason="GROUP_CONCAT takes one value to order by.")
        first = inner.expressions[0]
        order = (_one_row(scope, first.this, "GROUP_CONCAT").sql, bool(first.args.get("desc")))
        inner = inner.this
    distinct = isinstance(inner, exp.Distinct)
    listed = inner.expressions if distinct else [inner]
    if len(listed) != 1:
        raise SqlIsInvalid(reason="GROUP_CONCAT takes one value.")
    value = as_sort(scope.engine, _one_row(scope, listed[0], "GROUP_CONCAT"), Sort.TEXT)
    if distinct and order is not None and order[0] != value.sql:
        raise SqlIsInvalid(reason="GROUP_CONCAT of DISTINCT values can be ordered by these values only.")
    separator = node.args.get("separator")
    literal = scope.engine.text(separator.name if separator is not None else ",")
    joined = scope.engine.joined(value.sql, literal, order=order, distinct=distinct)
    return _aggregate(joined, Sort.TEXT, ColumnType.LARGETEXT)


def _one_row(scope: Scope, node: exp.Expr, name: str) -> Value:
    value = expressions.finite(scope, expressions.translate(scope, node))
    if value.is_aggregate:
        raise SqlIsInvalid(reason=f"{name} cannot take another aggregate.")
    return value


def _fit(scope: Scope, name: str, value: Value) -> Value:
    if name in _SPREADS or name == "SUM":
        return number(scope.engine, value)
    if name in _BITS:
        return as_sort(scope.engine, value, Sort.INTEGER)
    if value.sort is Sort.DOCUMENT and name in {"MIN", "MAX"}:
        raise SqlIsInvalid(reason=f"{name} cannot take a {value.column_type}.")
    return as_sort(scope.engine, value, Sort.TEXT) if value.sort in {Sort.INSTANT, Sort.NULL} else value


def _aggregate(sql: str, sort: Sort, column_type: ColumnType) -> Value:
    return Value(sql, sort, column_type, is_aggregate=True)
