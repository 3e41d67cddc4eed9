"""Functions of dates and times. A moment is seconds since 1970 in both databases; everything is UTC."""

from collections.abc import Callable, Sequence

from sqlglot import exp

from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql import expressions
from theatrum.repository.tables.sql.errors import SqlIsInvalid
from theatrum.repository.tables.sql.scope import Scope
from theatrum.repository.tables.sql.values import Sort, Value, as_sort, number, plain

Arguments = Sequence[exp.Expr]
WITHOUT_PARENTHESES = frozenset({"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"})

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY = 86_400
_PARTS = {
    "YEAR": "year",
    "QUARTER": "quarter",
    "MONTH": "month",
    "DAY": "day",
    "DAYOFMONTH": "day",
    "DAYOFYEAR": "doy",
    "HOUR": "hour",
    "MINUTE": "minute",
    "SECOND": "second",
    "WEEKOFYEAR": "week",
}


def is_one(name: str) -> bool:
    """Tell whether a function is one of these."""
    return name in _PARTS or name in _FUNCTIONS or name in _PRESENT


def translate(scope: Scope, name: str, arguments: Arguments) -> Value:
    """Return a call of such a function. Raises SqlIsInvalid, UnknownColumn."""
    if name in _PRESENT or (name == "UNIX_TIMESTAMP" and not arguments):
        if arguments:
            raise SqlIsInvalid(reason=f"{name} takes no argument.")
        return _present(scope, name)
    if len(arguments) != 1:
        raise SqlIsInvalid(reason=f"{name} takes 1 argument, not {len(arguments)}.")
    inner = expressions.translate(scope, arguments[0])
    if name == "FROM_UNIXTIME":
        seconds = expressions.finite(scope, as_sort(scope.engine, number(scope.engine, inner), Sort.DOUBLE))
        return plain(seconds.sql, Sort.INSTANT, inner)
    instant = as_sort(scope.engine, inner, Sort.INSTANT)
    if name in _PARTS:
        return plain(scope.engine.part(_PARTS[name], instant.sql), Sort.INTEGER, instant)
    return _FUNCTIONS[name](scope, instant)


def _present(scope: Scope, name: str) -> Value:
    seconds = int(scope.now.timestamp())
    match name:
        case "UNIX_TIMESTAMP":
            return Value(str(seconds), Sort.INTEGER, ColumnType.INTEGER)
        case "CURRENT_DATE":
            day = plain(f"{float(seconds // _DAY * _DAY)!r}", Sort.INSTANT)
            return plain(scope.engine.instant_text(day.sql, with_time=False), Sort.TEXT)
        case "CURRENT_TIME":
            return plain(scope.engine.text(f"{scope.now:%H:%M:%S}"), Sort.TEXT)
    return plain(f"{float(seconds)!r}", Sort.INSTANT)


def _unix_timestamp(scope: Scope, instant: Value) -> Value:
    return plain(scope.engine.quotient(instant.sql, "1"), Sort.INTEGER, instant)


def _date(scope: Scope, instant: Value) -> Value:
    return plain(scope.engine.instant_text(instant.sql, with_time=False), Sort.TEXT, instant)


def _day_of_week(scope: Scope, instant: Value) -> Value:
    return plain(f"({scope.engine.part('dow', instant.sql)} + 1)", Sort.INTEGER, instant)


def _named(names: Sequence[str], part: str, first: int) -> Callable[[Scope, Value], Value]:
    def translated(scope: Scope, instant: Value) -> Value:
        told = " ".join(f"WHEN {at} THEN '{name}'" for at, name in enumerate(names, start=first))
        return plain(f"(CASE {scope.engine.part(part, instant.sql)} {told} END)", Sort.TEXT, instant)

    return translated


def _week(scope: Scope, instant: Value) -> Value:
    """The week of the year, of which the first begins with its first Sunday; the days before are week 0."""
    part = scope.engine.part
    return plain(f"(({part('doy', instant.sql)} + 6 - {part('dow', instant.sql)}) / 7)", Sort.INTEGER, instant)


def _year_week(scope: Scope, instant: Value) -> Value:
    """The year and the week of the Sunday that its week begins with, such as 202604."""
    part = scope.engine.part
    sunday = f"({instant.sql} - {_DAY} * {part('dow', instant.sql)})"
    return plain(f"({part('year', sunday)} * 100 + ({part('doy', sunday)} + 6) / 7)", Sort.INTEGER, instant)


_PRESENT = frozenset({"NOW", *WITHOUT_PARENTHESES})
_FUNCTIONS: dict[str, Callable[[Scope, Value], Value]] = {
    "UNIX_TIMESTAMP": _unix_timestamp,
    "FROM_UNIXTIME": _unix_timestamp,
    "DATE": _date,
    "DAYOFWEEK": _day_of_week,
    "DAYNAME": _named(_DAYS, "dow", 0),
    "MONTHNAME": _named(_MONTHS, "month", 1),
    "WEEK": _week,
    "YEARWEEK": _year_week,
}
