"""Which rows of a grid a query means. A cell is compared as what it stands for by its column's schema. Pure."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from theatrum.checks.columns.reading import TEXT, Reading, read_cell
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.grids.errors import GridIsInvalid

LONGEST_PATTERN = 1_000


class Comparison(StrEnum):
    """How a cell is compared, in the wire's words."""

    EQUALS = "EQUALS"
    NOT_EQUALS = "NOT_EQUALS"
    GREATER_THAN = "GREATER_THAN"
    LESS_THAN = "LESS_THAN"
    GREATER_THAN_OR_EQUALS = "GREATER_THAN_OR_EQUALS"
    LESS_THAN_OR_EQUALS = "LESS_THAN_OR_EQUALS"
    IN = "IN"
    NOT_IN = "NOT_IN"
    LIKE = "LIKE"
    NOT_LIKE = "NOT_LIKE"
    IS_NULL = "IS_NULL"
    IS_NOT_NULL = "IS_NOT_NULL"
    IS_UNDEFINED = "IS_UNDEFINED"
    IS_DEFINED = "IS_DEFINED"


Test = Callable[[JsonValue], bool]


@dataclass(frozen=True, slots=True)
class CellIs:
    """Rows whose cell compares so."""

    column: str
    comparison: Comparison
    value: JsonValue = None


@dataclass(frozen=True, slots=True)
class MessageLike:
    """Rows that have, or do not have, a message of validation like this."""

    pattern: str
    is_like: bool = True


@dataclass(frozen=True, slots=True)
class Filters:
    """All must hold. None asks nothing; ``rows`` are (replica, number), ``selected`` numbers, True for all."""

    cells: Sequence[CellIs] = ()
    messages: Sequence[MessageLike] = ()
    is_valid: Sequence[bool] = ()
    rows: Sequence[frozenset[tuple[int, int]]] = ()
    is_selected: Sequence[bool] = ()

    @property
    def looks_at_all(self) -> bool:
        """Whether every row has to be looked at to find those that pass."""
        return bool(self.cells or self.messages or self.is_valid)


@dataclass
class CellTest:
    """One comparison, ready to be asked of the texts of a column; what it said of a text is kept."""

    slot: int
    reading: Reading
    test: Test
    _known: dict[str | None, bool] = field(default_factory=dict)

    def __call__(self, text: str | None) -> bool:
        """Tell whether a cell passes."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self.test(read_cell(self.reading, text))
        return known


def cell_test(wanted: CellIs, slots: Mapping[str, int], readings: Mapping[str, Reading]) -> CellTest:
    """Return what tests the cells of a column. Raises GridIsInvalid for a column that is not there."""
    slot = slots.get(wanted.column)
    if slot is None:
        raise GridIsInvalid(reason=f"Column name: {wanted.column[:200]} not found. The grid has {', '.join(slots)}.")
    return CellTest(slot, readings.get(wanted.column, TEXT), _test(wanted))


def like(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a text is like a pattern: a percent sign is any text, an underscore any one sign.

    Raises GridIsInvalid for a pattern that is too long: each of its signs may be held against each of a text.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise GridIsInvalid(reason=f"The pattern has {len(pattern):,} characters; {LONGEST_PATTERN:,} is the most.")
    first, *rest = _segments(pattern)
    if not rest:
        return lambda text: first.fullmatch(text) is not None

    def matches(text: str) -> bool:
        found = first.match(text)
        # Each piece as far to the left as can be: no other way to place them could do better.
        for piece in rest[:-1]:
            found = piece.search(text, found.end()) if found else None
        return found is not None and _ends_with(text, rest[-1], found.end())

    return matches


@lru_cache(maxsize=256)
def _segments(pattern: str) -> list[re.Pattern[str]]:
    """Return the pieces between the percent signs, each of which is as long as what it matches."""
    pieces = [""]
    for part in re.findall(r"\\.|.", pattern, re.DOTALL):
        if part == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if part == "_" else re.escape(part[-1])
    return [re.compile(piece, re.DOTALL) for piece in pieces]


def _ends_with(text: str, piece: re.Pattern[str], start: int) -> bool:
    length = len(re.sub(r"\\(.)", r"\1", piece.pattern, flags=re.DOTALL))
    return len(text) - length >= start and piece.match(text, len(text) - length) is not None


def _test(wanted: CellIs) -> Test:
    return _TESTS.get(wanted.comparison, _ordered)(wanted)


def _emptiness(*, is_empty: bool) -> Callable[[CellIs], Test]:
    return lambda _: lambda cell: (cell is None) is is_empty


def _same(*, is_wanted: bool) -> Callable[[CellIs], Test]:
    return lambda wanted: lambda cell: (is_wanted or cell is not None) and _equal(cell, wanted.value) is is_wanted


def _among(wanted: CellIs) -> Test:
    values = wanted.value
    if not isinstance(values, list):
        raise GridIsInvalid(reason=f"{wanted.comparison} needs an array of values for {wanted.column}.")
    is_wanted = wanted.comparison is Comparison.IN
    return lambda cell: cell is not None and any(_equal(cell, value) for value in values) is is_wanted


def _matching(wanted: CellIs) -> Test:
    if not isinstance(wanted.value, str):
        raise GridIsInvalid(reason=f"{wanted.comparison} needs a text with % and _ for {wanted.column}.")
    matches, is_wanted = like(wanted.value), wanted.comparison is Comparison.LIKE
    return lambda cell: cell is not None and matches(_text(cell)) is is_wanted


_ORDERS: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.GREATER_THAN: operator.gt,
    Comparison.LESS_THAN: operator.lt,
    Comparison.GREATER_THAN_OR_EQUALS: operator.ge,
    Comparison.LESS_THAN_OR_EQUALS: operator.le,
}


def _ordered(wanted: CellIs) -> Test:
    value, order = wanted.value, _ORDERS[wanted.comparison]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise GridIsInvalid(reason=f"{wanted.comparison} needs a number or a text for {wanted.column}.")

    def test(cell: JsonValue) -> bool:
        if isinstance(value, str):
            return isinstance(cell, str) and order(cell, value)
        number = _number(cell)
        return number is not None and order(number, value)

    return test


def _equal(cell: JsonValue, value: JsonValue) -> bool:
    """Compare what a cell stands for with a value; a text that reads as the number or truth that is asked equals it."""
    if isinstance(cell, bool) or isinstance(value, bool):
        return _text(cell).lower() == _text(value).lower() if isinstance(cell, bool | str) else False
    if isinstance(value, int | float):
        return _number(cell) == value
    if isinstance(value, str) and isinstance(cell, int | float):
        return _text(cell) == value
    return cell == value


def _number(cell: JsonValue) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return cell
    read = read_cell(_NUMERIC, cell) if isinstance(cell, str) else None
    return read if isinstance(read, int | float) and not isinstance(read, bool) else None


def _text(value: JsonValue) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list():
            return ", ".join(_text(item) for item in value)
        case _:
            return str(value)


_NUMERIC = Reading(frozenset({"number"}))
_TESTS: dict[Comparison, Callable[[CellIs], Test]] = {
    Comparison.IS_NULL: _emptiness(is_empty=True),
    Comparison.IS_UNDEFINED: _emptiness(is_empty=True),
    Comparison.IS_NOT_NULL: _emptiness(is_empty=False),
    Comparison.IS_DEFINED: _emptiness(is_empty=False),
    Comparison.EQUALS: _same(is_wanted=True),
    Comparison.NOT_EQUALS: _same(is_wanted=False),
    Comparison.IN: _among,
    Comparison.NOT_IN: _among,
    Comparison.LIKE: _matching,
    Comparison.NOT_LIKE: _matching,
}
