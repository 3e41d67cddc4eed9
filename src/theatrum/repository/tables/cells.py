"""Cells: from the text in which they travel to typed values, and back. Pure.

A typed value is text, a whole number, a double or a boolean; lists and JSON stay JSON text, in one normal form.
The words of refusals are Synapse's.
"""

import ast
import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.quoting import quotable

LARGETEXT_LIMIT = 524_288
MEDIUMTEXT_LIMIT = 2000
LIST_LIMIT = 100
_LONG = range(-(2**63), 2**63)

Value = str | int | float | bool
# Turns the text of a cell into a typed value or None. Raises ValueError in Synapse's words.
Reader = Callable[[str | None], Value | None]

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_DOUBLE = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?")
_ENTITY = re.compile(r"(?i:syn)?([0-9]{1,18})")
_DAY_AND_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: ([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]{1,9}))?)?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED = {"nan": math.nan, "inf": math.inf, "infinity": math.inf}


def reader_for(column: Column) -> Reader:
    """Return what reads the cells of a column; no value takes the column's default."""
    read = _reader_of(column)
    default = None if column.default_value is None else read(column.default_value)
    keeps_empty = column.column_type.is_text

    def reader(text: str | None) -> Value | None:
        if text is None or (not text and not keeps_empty):
            return default
        if "\0" in text:
            raise ValueError("NUL characters cannot be stored.")
        return read(text)

    return reader


def checked_text(column: Column, text: str) -> str | None:
    """Return a value of a column's own definition (a default, a choice) in its normal form. Raises ValueError."""
    value = _reader_of(column)(text)
    return None if value is None else as_text(column.column_type, value)


def as_text(column_type: ColumnType, value: Value) -> str:
    """Return the text in which a typed value travels."""
    if column_type is ColumnType.BOOLEAN:
        return "true" if value else "false"
    if isinstance(value, float):
        return double_text(value)
    return str(value)


def double_text(value: float) -> str:
    """Return a double as the wire writes it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def _reader_of(column: Column) -> Callable[[str], Value | None]:
    kind = column.column_type
    if kind is ColumnType.STRING or kind is ColumnType.LINK:
        return _sized(column)
    if kind in _LIMITS:
        return _long_text(column, _LIMITS[kind])
    if kind is ColumnType.JSON:
        return _choice(column, _json)
    if kind.is_list:
        return _list_reader(column)
    return _READERS[kind]


def _sized(column: Column) -> Callable[[str], Value | None]:
    limit = column.maximum_size or 0
    what = "Link" if column.column_type is ColumnType.LINK else "String"

    def read(text: str) -> Value | None:
        if len(text) > limit:
            raise ValueError(f"{what} {_quoted(text)} exceeds the maximum length of {limit} characters.")
        return text

    return _choice(column, read)


def _long_text(column: Column, limit: int) -> Callable[[str], Value | None]:
    def read(text: str) -> Value | None:
        if len(text) > limit:
            raise ValueError(f"Exceeds the maximum number of characters: {limit}")
        return text

    return _choice(column, read)


def _choice(column: Column, read: Callable[[str], Value | None]) -> Callable[[str], Value | None]:
    choices = column.enum_values
    if choices is None:
        return read
    known = frozenset(choices)

    def chosen(text: str) -> Value | None:
        if text not in known:
            raise ValueError(_no_choice(text, choices))
        return read(text)

    return chosen


def _no_choice(text: str, choices: tuple[str, ...]) -> str:
    told = f"{_quoted(text)} is not a valid value for this column."
    if len(choices) > 10:
        return f"{told} See column definition for valid values."
    return f"{told} Valid values are: {', '.join(choices)}."


def _list_reader(column: Column) -> Callable[[str], Value | None]:
    kind = column.column_type
    item = _choice(column, _sized(column)) if kind is ColumnType.STRING_LIST else _READERS[kind.item]
    limit = column.maximum_list_length or LIST_LIMIT

    def read(text: str) -> Value | None:
        items = _items(text)
        if len(items) > LIST_LIMIT:
            raise ValueError(f"value can not exceed {LIST_LIMIT} elements in list: {quotable(text)}")
        if len(items) > limit:
            raise ValueError(
                f'Exceeds the maximum number of list elements defined in the ColumnModel ({limit}): "{quotable(text)}"'
            )
        return json_text([item(each) for each in items]) if items else None

    return read


def _items(text: str) -> list[str]:
    try:
        found = _loads(text)
    except ValueError as error:
        raise ValueError(f"Not a JSON Array: {quotable(text)}") from error
    if not isinstance(found, list):
        raise ValueError(f"Not a JSON Array: {quotable(text)}")  # noqa: TRY004  # the text is wrong, not a type of ours
    return [_item(each, text) for each in found]


def _item(value: object, whole: str) -> str:
    if value is None:
        raise ValueError("null value is not allowed")
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise ValueError(f"Not a JSON Array: {quotable(whole)}")


def _json(text: str) -> Value | None:
    try:
        value = _loads(text)
    except ValueError as error:
        raise ValueError(f"Invalid JSON object or array: {error}") from error
    if not isinstance(value, dict | list):
        raise ValueError("Invalid JSON object or array: expected an object or an array")  # noqa: TRY004  # as above
    written = json_text(value)
    if len(written) > LARGETEXT_LIMIT:
        raise ValueError(f"Exceeds the maximum number of characters: {LARGETEXT_LIMIT}")
    return written


def json_text(value: object) -> str:
    """Return the normal form of lists and JSON in cells. Raises ValueError for what no database holds."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    written.encode()  # half of a surrogate pair is no text
    if "\\u0000" in written:
        raise ValueError("NUL characters cannot be stored")
    return written


def _loads(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        return _python_literal(text, error)


def _python_literal(text: str, error: ValueError) -> object:
    """Read lists and objects as Python prints them, which is what pandas writes into a CSV. Raises the error given."""
    if len(text) > LARGETEXT_LIMIT or not text.lstrip().startswith(("[", "{")):
        raise error
    try:
        found: object = ast.literal_eval(text.strip())
        json.dumps(found, allow_nan=False)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise error from None
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def whole_number(text: str) -> int:
    """Read a whole number of 64 bits. Raises ValueError in Synapse's words."""
    if _WHOLE.fullmatch(text) is None or (number := int(text)) not in _LONG:
        raise ValueError(f"For input string: {_quoted(text, mark=chr(34))}")
    return number


def _double(text: str) -> float:
    bare = text.strip()
    if _DOUBLE.fullmatch(bare) is not None:
        return float(bare.rstrip("dDfF"))
    named = _NAMED.get(bare.lstrip("+-").lower())
    if named is None:
        raise ValueError(f"For input string: {_quoted(text, mark=chr(34))}")
    return -named if bare.startswith("-") else named


def _boolean(text: str) -> bool:
    folded = text.lower()
    if folded not in {"true", "false"}:
        raise ValueError(f"Not a boolean: {quotable(text)}")
    return folded == "true"


def _date(text: str) -> int:
    if _WHOLE.fullmatch(text) is not None:
        return whole_number(text)
    try:
        moment = _moment(text)
    except ValueError as error:
        raise ValueError(f"Invalid format: {_quoted(text, mark=chr(34))}") from error
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(text: str) -> datetime:
    found = _DAY_AND_TIME.fullmatch(text)
    if found is not None:
        numbers = [int(part or 0) for part in found.groups()[:6]]
        micros = int((found[7] or "").ljust(6, "0")[:6])
        return datetime(*numbers, micros, tzinfo=UTC)  # type: ignore[misc, arg-type]  # six numbers, in order
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _entity_id(text: str) -> str:
    found = _ENTITY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{quotable(text)} is not a valid Synapse ID.")
    return f"syn{int(found[1])}"


def _quoted(text: str, *, mark: str = "'") -> str:
    return f"{mark}{quotable(text)}{mark}"


_LIMITS = {ColumnType.MEDIUMTEXT: MEDIUMTEXT_LIMIT, ColumnType.LARGETEXT: LARGETEXT_LIMIT}

_READERS: dict[ColumnType, Callable[[str], Value | None]] = {
    ColumnType.INTEGER: whole_number,
    ColumnType.DOUBLE: _double,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: _date,
    ColumnType.ENTITYID: _entity_id,
    ColumnType.FILEHANDLEID: whole_number,
    ColumnType.USERID: whole_number,
    ColumnType.SUBMISSIONID: whole_number,
    ColumnType.EVALUATIONID: whole_number,
}
