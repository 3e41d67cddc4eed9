"""Other ways to write a cell, tried where the one that stands there does not do: numbers, true and false, case."""

import re
from collections.abc import Iterator

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Path
from theatrum.checks.report.choices import LONGEST, SHOWN
from theatrum.checks.report.folding import plain
from theatrum.kernel.jsontext import JsonValue

_TRUE = frozenset({"true", "yes", "t", "y", "1"})
_FALSE = frozenset({"false", "no", "f", "n", "0"})
_UNITS = {
    "day": "DAYS", "days": "DAYS", "d": "DAYS", "minute": "MINUTES", "minutes": "MINUTES", "min": "MINUTES",
    "mins": "MINUTES", "hour": "HOURS", "hours": "HOURS", "h": "HOURS", "hrs": "HOURS", "hr": "HOURS",
    "year": "YEARS", "years": "YEARS", "yrs": "YEARS", "yr": "YEARS", "month": "MONTHS", "months": "MONTHS",
    "week": "WEEKS", "weeks": "WEEKS", "%": "PERCENT", "percent": "PERCENT",
}  # fmt: skip
_PERCENT = frozenset({"PERCENT", "PERCENTAGE", "PCT"})
_WITH_UNIT = re.compile(r"([+-]?[0-9][0-9., ']*?)\s*(%|[A-Za-z]+)\.?")
_GROUPS = re.compile(r"[0-9]{1,3}(?:([, '])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_POINTED_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
_PLAIN = re.compile(r"[0-9]+\.?|[0-9]*\.[0-9]+")


def converted(schema: CompiledSchema, place: Path, value: JsonValue, name: str = "") -> tuple[str, ...]:
    """Return the simple rewritings of a value that the schema at ``place`` accepts, as text, best first.

    ``name`` is the attribute's: a unit is dropped only where it is the one that the name speaks of.
    """
    if not schema.has_part(place):
        return ()
    found: dict[str, None] = {}
    for candidate in _candidates(value, name):
        text = str(candidate).lower() if isinstance(candidate, bool) else str(candidate)
        if (type(candidate), candidate) != (type(value), value) and schema.accepts_at(place, candidate):
            found[text] = None
            # Texts are tried from the likeliest on; of numbers two readings can be right.
            if isinstance(candidate, str | bool):
                break
    return tuple(found)[:SHOWN]


def _candidates(value: JsonValue, name: str) -> Iterator[JsonValue]:
    if isinstance(value, str) and 0 < len(value) <= LONGEST:
        yield from _rewritten(value, name)
    elif isinstance(value, int) and value in {0, 1}:
        yield value == 1


def _rewritten(value: str, name: str) -> Iterator[JsonValue]:
    bare = plain(value)
    yield bare
    yield bare.upper()
    yield bare.replace(" ", "_")
    yield bare.upper().replace("-", "_").replace(" ", "_")
    if bare.lower() in _TRUE | _FALSE:
        yield bare.lower() in _TRUE
    yield from _numbers(bare, frozenset(name.upper().split("_")))


def _numbers(text: str, words: frozenset[str]) -> Iterator[int | float]:
    bare = _without_unit(text, words)
    sign = -1 if bare.startswith("-") else 1
    digits = bare.lstrip("+-")
    if len(bare) - len(digits) > 1:
        return
    if _PLAIN.fullmatch(digits):
        yield sign * _number(digits)
    if _GROUPS.fullmatch(digits):
        yield sign * _number(re.sub(r"[, ']", "", digits))
    if _POINTED_GROUPS.fullmatch(digits):
        yield sign * _number(digits.replace(".", "").replace(",", "."))
    if _DECIMAL_COMMA.fullmatch(digits) and not digits.endswith(",000"):
        yield sign * _number(digits.replace(",", "."))


def _without_unit(text: str, words: frozenset[str]) -> str:
    with_unit = _WITH_UNIT.fullmatch(text)
    if with_unit is None:
        return text
    unit = _UNITS.get(with_unit[2].lower())
    meant = words & _PERCENT if unit == "PERCENT" else {unit} & words
    return with_unit[1].strip() if meant else text


def _number(digits: str) -> int | float:
    return int(digits) if digits.isdecimal() else float(digits)
