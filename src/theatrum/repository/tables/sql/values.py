"""Values of a query as they are translated: their SQL, their type, and what a literal means beside a column. Pure."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.sql.engines.engine import Engine
from theatrum.repository.tables.sql.errors import SqlIsInvalid


class Sort(StrEnum):
    """What kind of thing a value is in the database."""

    TEXT = "text"
    INTEGER = "integer"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    # Seconds since 1970, as a double.
    INSTANT = "instant"
    # A list or another JSON document.
    DOCUMENT = "document"
    NULL = "null"


_SORTS = {
    ColumnType.DOUBLE: Sort.DOUBLE,
    ColumnType.BOOLEAN: Sort.BOOLEAN,
    ColumnType.JSON: Sort.DOCUMENT,
    **dict.fromkeys(
        (
            ColumnType.INTEGER,
            ColumnType.DATE,
            ColumnType.USERID,
            ColumnType.FILEHANDLEID,
            ColumnType.SUBMISSIONID,
            ColumnType.EVALUATIONID,
        ),
        Sort.INTEGER,
    ),
}
TYPE_OF = {
    Sort.TEXT: ColumnType.STRING,
    Sort.INTEGER: ColumnType.INTEGER,
    Sort.DOUBLE: ColumnType.DOUBLE,
    Sort.BOOLEAN: ColumnType.BOOLEAN,
    Sort.INSTANT: ColumnType.STRING,
    Sort.DOCUMENT: ColumnType.JSON,
    Sort.NULL: ColumnType.STRING,
}
_LONG = range(-(2**63), 2**63)


def sort_of(column_type: ColumnType) -> Sort:
    """Return what kind of thing the cells of a column are."""
    return Sort.DOCUMENT if column_type.is_list else _SORTS.get(column_type, Sort.TEXT)


@dataclass(frozen=True)
class Value:
    """A translated value. ``bare`` names the columns that it takes from one row, outside of aggregates."""

    sql: str
    sort: Sort
    column_type: ColumnType
    bare: frozenset[str] = field(default=frozenset())
    is_aggregate: bool = False
    # What was written, if it was a literal: text, or the digits of a number.
    literal: str | None = None
    # The id of the column, if the value is nothing but that.
    column_id: int | None = None


def plain(sql: str, sort: Sort, *parts: Value, column_type: ColumnType | None = None) -> Value:
    """Return a value computed of others."""
    return Value(
        sql=sql,
        sort=sort,
        column_type=column_type or TYPE_OF[sort],
        bare=frozenset[str]().union(*(part.bare for part in parts)),
        is_aggregate=any(part.is_aggregate for part in parts),
    )


def as_sort(engine: Engine, value: Value, sort: Sort) -> Value:
    """Return a value as another kind of thing. Raises SqlIsInvalid where that makes no sense."""
    if value.sort is sort or value.sort is Sort.NULL:
        return value
    if value.sort is Sort.INSTANT and sort is Sort.TEXT:
        return plain(engine.instant_text(value.sql, with_time=True), sort, value)
    if sort is Sort.INSTANT:
        return _as_instant(value)
    if value.sort is Sort.BOOLEAN and sort is Sort.TEXT:
        return plain(f"(CASE WHEN {value.sql} THEN 'true' WHEN NOT {value.sql} THEN 'false' END)", sort, value)
    if sort is Sort.TEXT and value.sort is Sort.INTEGER and value.literal is not None:
        return plain(engine.text(value.literal), sort, value)
    if sort is Sort.DOCUMENT or (value.sort is Sort.DOCUMENT and sort is not Sort.TEXT):
        raise SqlIsInvalid(reason=f"A {value.column_type} cannot be used as {_told(sort)}.")
    return plain(engine.cast(value.sql, sort.value), sort, value)


def number(engine: Engine, value: Value) -> Value:
    """Return a value as a whole number or a double."""
    if value.sort in {Sort.INTEGER, Sort.DOUBLE, Sort.NULL}:
        return value
    return as_sort(engine, value, Sort.INTEGER if value.sort is Sort.BOOLEAN else Sort.DOUBLE)


def _as_instant(value: Value) -> Value:
    if value.column_type is ColumnType.DATE:
        return plain(f"({value.sql} / 1000.0)", Sort.INSTANT, value)
    if value.literal is not None and value.sort is Sort.TEXT:
        return plain(f"{milliseconds(value.literal) / 1000!r}", Sort.INSTANT)
    if value.sort is Sort.INSTANT:
        return value
    raise SqlIsInvalid(
        reason=f"A {value.column_type} is not a moment: use FROM_UNIXTIME of seconds since 1970, or a DATE column."
    )


def _told(sort: Sort) -> str:
    return "a list or JSON" if sort is Sort.DOCUMENT else f"a value of type {TYPE_OF[sort]}"


def beside(engine: Engine, literal: Value, column_type: ColumnType) -> Value:
    """Return a literal as what it means beside a value of this type. Raises SqlIsInvalid if it means nothing."""
    text = literal.literal
    if text is None:
        return literal
    sort = sort_of(column_type)
    if column_type is ColumnType.ENTITYID:
        text = f"syn{text}" if text.isdecimal() else text
    if sort is Sort.TEXT:
        return Value(engine.text(text), sort, column_type, literal=text)
    if column_type is ColumnType.DATE:
        return Value(str(milliseconds(text)), Sort.INTEGER, column_type, literal=text)
    if sort is Sort.BOOLEAN:
        return Value(engine.boolean(value=_truth(text)), sort, column_type, literal=text)
    if sort in {Sort.INTEGER, Sort.DOUBLE}:
        return _number(text, column_type)
    return literal


def _number(text: str, column_type: ColumnType) -> Value:
    digits = text.strip()
    try:
        whole = int(digits)
    except ValueError:
        return Value(_double(digits, column_type), Sort.DOUBLE, ColumnType.DOUBLE, literal=text)
    if whole in _LONG:
        return Value(str(whole), Sort.INTEGER, ColumnType.INTEGER, literal=text)
    return Value(_double(digits, column_type), Sort.DOUBLE, ColumnType.DOUBLE, literal=text)


def _double(digits: str, column_type: ColumnType) -> str:
    try:
        found = float(digits)
    except ValueError as error:
        raise SqlIsInvalid(reason=f"{digits[:100]!r} is not a value of type {column_type}.") from error
    if found - found != 0:
        reason = f"{digits[:100]!r} cannot be compared: use isNaN or isInfinity, or a number below 1e308."
        raise SqlIsInvalid(reason=reason)
    return repr(found) if "e" in repr(found) or "." in repr(found) else f"{found!r}.0"


def literal_number(text: str) -> Value:
    """Return a number as it was written in a query."""
    return _number(text, ColumnType.DOUBLE)


def _truth(text: str) -> bool:
    if text.lower() in {"true", "1"}:
        return True
    if text.lower() in {"false", "0"}:
        return False
    raise SqlIsInvalid(reason=f"{text[:100]!r} is not a value of type BOOLEAN: write true or false.")


def milliseconds(text: str) -> int:
    """Read a moment: milliseconds since 1970, or a date with or without time, in UTC if nothing is said."""
    cleaned = text.strip()
    if cleaned.lstrip("+-").isdecimal() and int(cleaned) in _LONG:
        return int(cleaned)
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError as error:
        reason = f"{cleaned[:100]!r} is not a date: write it as '2026-01-31', or as milliseconds since 1970."
        raise SqlIsInvalid(reason=reason) from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)
