"""Words that say what follows them: ``MRN: 12345``. The word is no part of what is found, the rest is."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.writing import Confirm

# A number, or letters and digits with signs between them; whether there are enough digits is confirmed.
TOKEN = "[0-9A-Za-z](?:[-/._]?[0-9A-Za-z]){3,30}"  # noqa: S105  # a pattern
_NUMBER = "(?: ?(?:number|numbers|num[.]?|no[.]?|nr[.]?|id|code|#))?"
_BETWEEN = "(?: (?:is|was))?[ :#=_-]{1,5}"


def numbered(*words: str) -> tuple[str, ...]:
    """Return labels of words that say a number only together with a word for one: ``case no.``, ``patient id``."""
    return (f"(?:{'|'.join(words)})(?: ?(?:number|num[.]?|no[.]?|nr[.]?|id|#))",)


def labelled(*labels: str, value: str = TOKEN) -> str:
    """Return a pattern of one of some labels and, as its first group, the value behind it."""
    return f"(?:{'|'.join(labels)}){_NUMBER}{_BETWEEN}({value})"


def digits_of(text: str) -> str:
    """Return the digits of a text."""
    return "".join(sign for sign in text if sign in "0123456789")


def has_digits(least: int) -> Confirm:
    """Return a test that what is found has so many digits."""

    def is_enough(found: re.Match[str], _context: Context) -> bool:
        return len(digits_of(found[found.lastindex or 0])) >= least

    # By its name a page knows what it does.
    is_enough.__name__ = f"has_{least}_digits"
    return is_enough


def is_whole_with(least: int) -> Confirm:
    """Return a test that what is found is the whole text, and has so many digits: a number in a column of numbers."""

    def is_whole(found: re.Match[str], _context: Context) -> bool:
        return found[0] == found.string.strip() and len(digits_of(found[0])) >= least

    is_whole.__name__ = f"is_whole_with_{least}_digits"
    return is_whole
