"""Translating values: columns, literals, arithmetic and CASE; functions have their own module."""

from collections.abc import Callable
from datetime import timedelta

from sqlglot import exp

from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql import aggregates, functions, predicates
from theatrum.repository.tables.sql.dialect import written
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.values import Sort, Value, as_sort, beside, literal_number, number, plain, sort_of

_SIGNS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
_SPANS = {
    "MICROSECOND": timedelta(microseconds=1),
    "SECOND": timedelta(seconds=1),
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
    "WEEK": timedelta(weeks=1),
}
# A hundred thousand years are more than any date has.
_LONGEST = 36_525_000


def translate(scope: Scope, node: exp.Expr) -> Value:
    """Return a value in the engine's SQL. Raises SqlIsInvalid, UnknownColumn."""
    translator = _TRANSLATORS.get(type(node))
    if translator is None:
        raise SqlIsInvalid(reason=f"{written(node)[:200]} cannot stand where a value is needed.")
    return translator(scope, node)


def translate_as(scope: Scope, node: exp.Expr, sort: Sort) -> Value:
    """Return a value as a kind of thing. Raises as ``translate``."""
    return as_sort(scope.engine, translate(scope, node), sort)


def finite(scope: Scope, value: Value) -> Value:
    """Return a value for computing and comparing, where a double that is no number counts as null."""
    if value.sort is not Sort.DOUBLE or value.column_id is None:
        return value
    return plain(scope.engine.finite(value.sql), Sort.DOUBLE, value)


def _paren(scope: Scope, node: exp.Paren) -> Value:
    return translate(scope, node.this)


def _boolean(scope: Scope, node: exp.Boolean) -> Value:
    return Value(scope.engine.boolean(value=bool(node.this)), Sort.BOOLEAN, ColumnType.BOOLEAN)


def _null(_scope: Scope, _node: exp.Null) -> Value:
    return Value("NULL", Sort.NULL, ColumnType.STRING)


def _negative(scope: Scope, node: exp.Neg) -> Value:
    inner = finite(scope, number(scope.engine, translate(scope, node.this)))
    return plain(f"(-{inner.sql})", inner.sort, inner)


def _column(scope: Scope, node: exp.Column) -> Value:
    is_quoted = node.this.args.get("quoted")
    if not is_quoted and not node.table and scope.find(node.name) is None and functions.stands_alone(node.name):
        return functions.translate(scope, node.name.upper(), [])
    return scope.column(node.name, table=node.table)


def _literal(scope: Scope, node: exp.Literal) -> Value:
    if node.is_string:
        return Value(scope.engine.text(node.name), Sort.TEXT, ColumnType.STRING, literal=node.name)
    return literal_number(node.name)


def _function(scope: Scope, node: exp.Anonymous) -> Value:
    name = str(node.this).upper()
    if name == "CAST":
        return _cast(scope, node)
    if aggregates.is_one(name):
        return aggregates.translate(scope, name, node.expressions)
    return functions.translate(scope, name, node.expressions)


def _joined(scope: Scope, node: exp.GroupConcat) -> Value:
    return aggregates.translate_joined(scope, node)


def _arithmetic(scope: Scope, node: exp.Binary) -> Value:
    if isinstance(node.expression, exp.Interval):
        return _moved(scope, node, node.expression)
    left, right = (finite(scope, number(scope.engine, translate(scope, side))) for side in (node.this, node.expression))
    sort = Sort.DOUBLE if Sort.DOUBLE in {left.sort, right.sort} else Sort.INTEGER
    if sign := _SIGNS.get(type(node)):
        sql = f"({left.sql} {sign} {right.sql})"
        return plain(scope.engine.whole(sql) if sort is Sort.INTEGER else sql, sort, left, right)
    if isinstance(node, exp.IntDiv):
        return plain(scope.engine.quotient(left.sql, right.sql), Sort.INTEGER, left, right)
    if isinstance(node, exp.Mod):
        whole = [as_sort(scope.engine, side, Sort.INTEGER) for side in (left, right)]
        return plain(f"({whole[0].sql} % nullif({whole[1].sql}, 0))", Sort.INTEGER, left, right)
    doubles = [f"CAST({side.sql} AS double precision)" for side in (left, right)]
    return plain(f"({doubles[0]} / nullif({doubles[1]}, 0))", Sort.DOUBLE, left, right)


def _moved(scope: Scope, node: exp.Binary, interval: exp.Interval) -> Value:
    instant = as_sort(scope.engine, translate(scope, node.this), Sort.INSTANT)
    unit = interval.args.get("unit")
    name, amount = (unit.name.upper() if unit else ""), interval.this.name
    if not amount.isdecimal() or int(amount) > _LONGEST or not isinstance(node, exp.Add | exp.Sub):
        raise SqlIsInvalid(reason=f"{written(interval)} is not an interval: write it as INTERVAL 30 DAY.")
    sign = 1 if isinstance(node, exp.Add) else -1
    if name in _MONTHS:
        return plain(scope.engine.months_later(instant.sql, sign * int(amount) * _MONTHS[name]), Sort.INSTANT, instant)
    if name not in _SPANS:
        raise SqlIsInvalid(reason=f"{name or 'An interval without unit'} is none of {', '.join((*_SPANS, *_MONTHS))}.")
    seconds = sign * int(amount) * _SPANS[name].total_seconds()
    return plain(f"({instant.sql} + ({seconds!r}))", Sort.INSTANT, instant)


def _case(scope: Scope, node: exp.Case) -> Value:
    conditions, results = [], []
    for branch in node.args["ifs"]:
        condition = exp.EQ(this=node.this, expression=branch.this) if node.this else branch.this
        conditions.append(predicates.translate(scope, condition.copy()))
        results.append(translate(scope, branch.args["true"]))
    default = node.args.get("default")
    last = [translate(scope, default)] if default is not None else []
    results, sort = alike(scope, [*results, *last])
    told = " ".join(
        f"WHEN {condition.sql} THEN {result.sql}" for condition, result in zip(conditions, results, strict=False)
    )
    otherwise = f" ELSE {results[-1].sql}" if last else ""
    return plain(f"(CASE {told}{otherwise} END)", sort, *conditions, *results)


def alike(scope: Scope, values: list[Value]) -> tuple[list[Value], Sort]:
    """Return values as one kind of thing that all of them can be: numbers stay numbers, everything else is text."""
    sorts = {value.sort for value in values} - {Sort.NULL}
    if len(sorts) <= 1:
        return values, next(iter(sorts), Sort.NULL)
    sort = Sort.DOUBLE if sorts <= {Sort.INTEGER, Sort.DOUBLE} else Sort.TEXT
    return [as_sort(scope.engine, value, sort) for value in values], sort


def _cast(scope: Scope, node: exp.Anonymous) -> Value:
    inner, target = translate(scope, node.expressions[0]), node.expressions[1].name.upper()
    if target.isdecimal():
        columns = [column for column in scope.relation.columns if str(column.id) == target]
        target = columns[0].column_type.value if columns else target
    if target not in ColumnType.__members__:
        raise SqlIsInvalid(reason=f"{target} is not a type of columns: expected one of {', '.join(ColumnType)}.")
    column_type = ColumnType(target)
    if inner.literal is not None:
        inner = beside(scope.engine, inner, column_type)
    sort = sort_of(column_type)
    if column_type is ColumnType.DATE and inner.sort is Sort.INSTANT:
        return plain(scope.engine.quotient(f"{inner.sql} * 1000", "1"), Sort.INTEGER, inner, column_type=column_type)
    turned = as_sort(scope.engine, finite(scope, inner), sort)
    return plain(turned.sql, turned.sort, turned, column_type=column_type)


_TRANSLATORS: dict[type[exp.Expr], Callable[..., Value]] = {
    exp.Paren: _paren,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.Neg: _negative,
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod), _arithmetic),
    exp.Case: _case,
    exp.GroupConcat: _joined,
    exp.Anonymous: _function,
}
