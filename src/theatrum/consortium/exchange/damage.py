"""What spreadsheets do to texts behind people's backs: told by what a cell was and what came back. Pure."""

import re
from collections.abc import Callable
from enum import StrEnum

_DIGITS = 15
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_POWER = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE][+-]?\d+")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")
_SHORT_DAY = re.compile(r"(?:\d{1,2}[-./ ][A-Za-z]{3,9}|[A-Za-z]{3,9}[-./ ]\d{1,4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})\.?")
# Names of genes and of places on a plate that look like a day, and fractions, ranges and ratios.
_DAY_LIKE = re.compile(
    r"(?:MARCH?|SEPT?|OCT|DEC|NOV|FEB|APR|JAN|JUN|JUL|AUG|MAY)[A-Z]*[-_ ]?\d{1,2}|\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?",
    re.IGNORECASE,
)
_TRUTHS = {"true", "false"}


class Damage(StrEnum):
    """What became of a text."""

    ZEROS = "leading zeros were lost"
    POWER = "a long number was written as a power of ten"
    DIGITS = "the last digits of a long number became zeros"
    NUMBER = "a number was written in another way"
    DATE = "a text became a date"
    BLANKS = "blanks at the edge, or kinds of blanks, changed"
    TRUTH = "true or false was written in another way"


def damage(before: str | None, after: str | None) -> Damage | None:
    """Tell what a spreadsheet did to a text; None where what came back is something that a person may have meant."""
    if before is None or after is None or before == after:
        return None
    return next((kind for kind, holds in _KINDS if holds(before, after)), None)


def _blanks(before: str, after: str) -> bool:
    # One whose blanks were wrong before may have been put right.
    return before == before.strip() and before.split() == after.split()


def _truth(before: str, after: str) -> bool:
    return before in _TRUTHS and before == after.lower()


def _zeros(before: str, after: str) -> bool:
    return before.isdecimal() and before.startswith("0") and before.lstrip("0") == after.lstrip("0")


def _power(before: str, after: str) -> bool:
    if not (_POWER.fullmatch(after) and _NUMBER.fullmatch(before)) or _POWER.fullmatch(before):
        return False
    # As many digits as the cell had room for are left.
    written = after.replace(",", ".")
    places = len(written.partition(".")[2].lower().partition("e")[0])
    return f"{float(before):.{places}e}".lower() == f"{float(written):.{places}e}".lower()


def _digits(before: str, after: str) -> bool:
    short = before.lstrip("0")
    if not (before.isdecimal() and after.isdecimal() and _DIGITS < len(short) == len(after)):
        return False
    return not after[_DIGITS:].strip("0") and after[: _DIGITS - 1] == short[: _DIGITS - 1]


def _number(before: str, after: str) -> bool:
    plain = after.replace(",", ".") if "." not in after else after
    return bool(_NUMBER.fullmatch(before) and _NUMBER.fullmatch(plain)) and float(before) == float(plain)


def _date(before: str, after: str) -> bool:
    is_day = _ISO_DAY.fullmatch(after) or _SHORT_DAY.fullmatch(after)
    return is_day is not None and _DAY_LIKE.fullmatch(before.strip()) is not None


_KINDS: tuple[tuple[Damage, Callable[[str, str], bool]], ...] = (
    (Damage.BLANKS, _blanks),
    (Damage.TRUTH, _truth),
    (Damage.ZEROS, _zeros),
    (Damage.POWER, _power),
    (Damage.DIGITS, _digits),
    (Damage.NUMBER, _number),
    (Damage.DATE, _date),
)
