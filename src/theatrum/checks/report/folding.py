"""What two spellings of the same value have in common: case, blanks, punctuation and leading zeros aside.

Whole lists are folded as one text, line by line: twenty thousand values at once cost as much as a thousand singly.
"""

import re
from collections.abc import Sequence

# A minus before a number is part of it ("-20 Degrees C"); between numbers or letters it is a dash.
_NUMBER = re.compile(r"(?<!\w)-?[0-9]+|[0-9]+")
_MINUS = re.compile(r"(?<!\w)-(?=[0-9])")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_SEPARATORS = re.compile(r"[ \t_:./,;()\[\]\"'\u2010-\u2015-]+")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u2007\u202f\r", "------    ")
_KEPT_MINUS = "\ue000"


def plain(text: str) -> str:
    """Return the text with plain dashes and blanks, none around it."""
    return text.translate(_DASHES).strip()


def digits(text: str) -> tuple[str, ...]:
    """Return the numbers in a text, leading zeros aside: where they differ, it is no slip of the pen."""
    return tuple(_ZEROS.sub("", run) for run in _NUMBER.findall(text.translate(_DASHES)))


def fold(text: str) -> str:
    """Return what is left of a text when case, kinds of separators and leading zeros count for nothing."""
    return fold_all([text])[0]


def fold_all(texts: Sequence[str]) -> list[str]:
    """Fold each of many texts."""
    apart = _SEPARATORS.sub(" ", _ZEROS.sub("", _lines(texts)))
    return [line.strip() for line in apart.split("\n")] if texts else []


def squeeze(text: str) -> str:
    """Return the text without any separators, so that ``C341`` meets ``C34.1``; leading zeros count."""
    return squeeze_all([text])[0]


def squeeze_all(texts: Sequence[str]) -> list[str]:
    """Squeeze each of many texts."""
    return _SEPARATORS.sub("", _lines(texts)).split("\n") if texts else []


def _lines(texts: Sequence[str]) -> str:
    joined = "\n".join([text.replace("\n", " ") if "\n" in text else text for text in texts])
    return _MINUS.sub(_KEPT_MINUS, joined.translate(_DASHES).casefold())
