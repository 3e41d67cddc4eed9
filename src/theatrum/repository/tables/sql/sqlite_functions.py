"""What SQLite lacks, as functions of Python on a connection; each means what PostgreSQL's own means."""

import math
import sqlite3
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from theatrum.repository.tables.sql.folding import fold

Cell = str | int | float | bytes | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BITS = 64
_LONG = range(-(2**63), 2**63)


def register(connection: sqlite3.Connection) -> None:
    """Add the functions that ``engines.sqlite`` names."""
    for name, count, function in _FUNCTIONS:
        connection.create_function(name, count, function, deterministic=True)
    for name, count, aggregate in _AGGREGATES:
        connection.create_aggregate(name, count, aggregate)  # type: ignore[arg-type]  # typeshed wants one argument


def _moment(seconds: float) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)


def _folded(text: Cell) -> Cell:
    return fold(text) if isinstance(text, str) else text


def _upper(text: Cell) -> Cell:
    if not isinstance(text, str):
        return text
    return "".join(big if len(big := char.upper()) == 1 else char for char in text)


def _to_integer(value: Cell) -> int | None:
    text = str(value)
    digits = text[1:] if text[:1] in {"+", "-"} else text
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None


def _to_double(value: Cell) -> float | None:
    number = _number(value)
    return number if number is not None and math.isfinite(number) else None


def _to_any_double(value: Cell) -> float | str | None:
    """Read a double as it is stored, where NaN is text and infinity a number."""
    number = _number(value)
    return "NaN" if number is not None and math.isnan(number) else number


def _number(value: Cell) -> float | None:
    """Read what Python reads as a float, but for its underscores and other scripts' digits."""
    if value is None or not str(value).isascii() or "_" in str(value):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _to_boolean(value: Cell) -> int | None:
    return {"true": 1, "false": 0, "1": 1, "0": 0}.get(str(value).lower())


def _rounded(value: Cell, digits: Cell) -> float | None:
    if not isinstance(value, int | float) or not isinstance(digits, int) or not math.isfinite(value):
        return None
    try:
        return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-max(-300, min(digits, 300))), ROUND_HALF_UP))
    except InvalidOperation:
        return float(value)


def _quotient(left: Cell, right: Cell) -> int | None:
    if not isinstance(left, int | float) or not isinstance(right, int | float) or not right:
        return None
    cut = int(Decimal(repr(left)) / Decimal(repr(right)))
    if cut not in _LONG:
        raise OverflowError("a quotient is beyond 64 bits")
    return cut


def _whole(value: Cell) -> Cell:
    if isinstance(value, float):
        # SQLite goes on with a double where 64 bits are not enough.
        raise OverflowError("a number is beyond 64 bits")
    return value


def _part(name: str, seconds: float | None) -> int | None:
    if seconds is None:
        return None
    moment = _moment(seconds)
    return _PARTS[name](moment)


_PARTS: dict[str, Callable[[datetime], int]] = {
    "year": lambda moment: moment.year,
    "quarter": lambda moment: (moment.month + 2) // 3,
    "month": lambda moment: moment.month,
    "day": lambda moment: moment.day,
    "hour": lambda moment: moment.hour,
    "minute": lambda moment: moment.minute,
    "second": lambda moment: moment.second,
    "dow": lambda moment: moment.isoweekday() % 7,
    "doy": lambda moment: moment.timetuple().tm_yday,
    "week": lambda moment: moment.isocalendar().week,
}


def _instant_text(seconds: float | None, with_time: int) -> str | None:
    if seconds is None:
        return None
    text = _moment(math.floor(seconds)).replace(tzinfo=None).isoformat(sep=" ")
    return text if with_time else text[:10]


def _months_later(seconds: float | None, months: int) -> float | None:
    if seconds is None:
        return None
    moment = _moment(seconds)
    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(years, month + 1)[1])
    return (moment.replace(year=years, month=month + 1, day=day) - _EPOCH).total_seconds()


class _Spread:
    """Welford's running variance, which does not lose small differences of large numbers."""

    is_sample = False
    is_root = False

    def __init__(self) -> None:
        self.count, self.mean, self.squares = 0, 0.0, 0.0

    def step(self, value: Cell) -> None:
        if isinstance(value, int | float):
            self.count += 1
            distance = value - self.mean
            self.mean += distance / self.count
            self.squares += distance * (value - self.mean)

    def finalize(self) -> float | None:
        degrees = self.count - self.is_sample
        if degrees <= 0:
            return None
        variance = self.squares / degrees
        return math.sqrt(variance) if self.is_root else variance


class _SampleVariance(_Spread):
    is_sample = True


class _Deviation(_Spread):
    is_root = True


class _SampleDeviation(_Spread):
    is_sample = is_root = True


class _Bits:
    """A bitwise fold over whole numbers; null if there are none, as PostgreSQL has it."""

    def __init__(self) -> None:
        self.found: int | None = None

    def step(self, value: Cell) -> None:
        if isinstance(value, int):
            self.found = value if self.found is None else self.together(self.found, value)

    def finalize(self) -> int | None:
        return self.found

    @staticmethod
    def together(left: int, right: int) -> int:
        return left & right


class _BitsOr(_Bits):
    @staticmethod
    def together(left: int, right: int) -> int:
        return left | right


class _BitsXor(_Bits):
    @staticmethod
    def together(left: int, right: int) -> int:
        return left ^ right


class _Joined:
    """GROUP_CONCAT: texts in the order of a key, each once if they shall be distinct."""

    def __init__(self) -> None:
        self.texts: list[tuple[tuple[int, Cell], str]] = []
        self.separator, self.descending, self.distinct = ",", False, False

    def step(self, text: Cell, key: Cell, *how: Cell) -> None:
        separator, descending, distinct = how
        self.separator, self.descending, self.distinct = str(separator), bool(descending), bool(distinct)
        if isinstance(text, str):
            rank = 0 if key is None else 2 if isinstance(key, str) else 1
            self.texts.append(((rank, key), text))

    def finalize(self) -> str | None:
        found = [text for _, text in sorted(self.texts, key=_by_key, reverse=self.descending)]
        return self.separator.join(dict.fromkeys(found) if self.distinct else found) if found else None


def _by_key(pair: tuple[tuple[int, Cell], str]) -> tuple[int, object]:
    rank, key = pair[0]
    return (rank, 0) if key is None else (rank, key)


_FUNCTIONS: tuple[tuple[str, int, Callable[..., Cell]], ...] = (
    ("fold", 1, _folded),
    ("to_upper", 1, _upper),
    ("to_integer", 1, _to_integer),
    ("to_double", 1, _to_double),
    ("to_any_double", 1, _to_any_double),
    ("to_boolean", 1, _to_boolean),
    ("round_half_up", 2, _rounded),
    ("quotient", 2, _quotient),
    ("whole", 1, _whole),
    ("instant_part", 2, _part),
    ("instant_text", 2, _instant_text),
    ("months_later", 2, _months_later),
)
_AGGREGATES: tuple[tuple[str, int, type[object]], ...] = (
    ("var_pop", 1, _Spread),
    ("var_samp", 1, _SampleVariance),
    ("stddev_pop", 1, _Deviation),
    ("stddev_samp", 1, _SampleDeviation),
    ("bits_and", 1, _Bits),
    ("bits_or", 1, _BitsOr),
    ("bits_xor", 1, _BitsXor),
    ("text_join", 5, _Joined),
)
OWN = frozenset(name for name, *_ in (*_FUNCTIONS, *_AGGREGATES))
