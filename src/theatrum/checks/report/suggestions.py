"""Values that would do in place of one that does not, best first."""

import difflib
import re
from collections.abc import Iterator, Sequence

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Path
from theatrum.kernel.jsontext import JsonValue

SHOWN = 3
# Comparing letter by letter takes 10 us a value.
_COMPARED = 500
# So long a list is one of codes, where a similar one means something else.
_CODES = 1000
_LONGEST = 200
_DIGITS = re.compile(r"[0-9]+")


def nearest(value: JsonValue, allowed: Sequence[JsonValue]) -> tuple[str, ...]:
    """Return the permissible texts nearest to what was written; those equal but for case or blanks first.

    Digits must agree, leading zeros aside: another code or another week is no slip of the pen.
    """
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ()
    written = str(value)[:_LONGEST]
    values = [item for item in allowed if isinstance(item, str)]
    same_digits = [item for item in values if _digits(item) == _digits(written)]
    folded = {_fold(item): item for item in reversed(same_digits)}
    if _fold(written) in folded:
        return (folded[_fold(written)],)
    if len(folded) > _COMPARED or len(values) > _CODES:
        return ()
    return tuple(folded[near] for near in difflib.get_close_matches(_fold(written), folded, n=SHOWN, cutoff=0.6))


def converted(schema: CompiledSchema, place: Path, value: JsonValue) -> tuple[str, ...]:
    """Return the first simple rewriting of a value that the schema at ``place`` accepts, as text."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or not schema.has_part(place):
        return ()
    for candidate in _rewritten(value):
        if candidate != value and schema.accepts_at(place, candidate):
            return (str(candidate).lower() if isinstance(candidate, bool) else str(candidate),)
    return ()


def _digits(text: str) -> list[str]:
    return [run.lstrip("0") for run in _DIGITS.findall(text)]


def _fold(text: str) -> str:
    bare = _DIGITS.sub(lambda run: run[0].lstrip("0"), text.casefold())
    return " ".join(bare.replace("_", " ").split())


def _rewritten(value: str) -> Iterator[JsonValue]:
    bare = value.strip()
    yield bare
    yield bare.upper()
    yield bare.replace(" ", "_")
    yield bare.upper().replace("-", "_").replace(" ", "_")
    if bare.lower() in {"true", "yes", "false", "no"}:
        yield bare.lower() in {"true", "yes"}
    digits = bare.replace(",", "")
    if digits.removeprefix("-").isdecimal() and digits.isascii():
        yield int(digits)
    elif digits.removeprefix("-").replace(".", "", 1).isdecimal() and digits.isascii():
        yield float(digits)
