"""What two spellings of the same value have in common: case, blanks, punctuation and leading zeros aside.

Whole lists are folded as one text, line by line: twenty thousand values at once cost as much as a thousand singly.
"""

import re
from collections.abc import Sequence

# A minus before a number is part of it ("-20 Degrees C"); between numbers or letters it is a dash.
_NUMBER = re.compile(r"(?<!\w)-?[0-9]+|[0-9]+")
_MINUS = re.compile(r"(?<!\w)-(?=[0-9])")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_SEPARATORS = "\t _:./,;()[]\"'-\u2010\u2011\u2012\u2013\u2014\u2015"
_GAPS = re.compile(" {2,}")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_BLANKS = "\u00a0\u2007\u202f\r"
_KEPT_MINUS = "\ue000"


def plain(text: str) -> str:
    """Return the text with plain dashes and blanks, none around it."""
    return _plain_signs(text).strip()


def digits(text: str) -> tuple[str, ...]:
    """Return the numbers in a text, leading zeros aside: where they differ, it is no slip of the pen."""
    return tuple(_ZEROS.sub("", run) for run in _NUMBER.findall(_plain_signs(text)))


def fold(text: str) -> str:
    """Return what is left of a text when case, kinds of separators and leading zeros count for nothing."""
    return fold_all([text])[0]


def fold_all(texts: Sequence[str]) -> list[str]:
    """Fold each of many texts."""
    apart = _GAPS.sub(" ", _each(_ZEROS.sub("", _lines(texts)), _SEPARATORS, " "))
    return [line.strip() for line in apart.split("\n")] if texts else []


def squeeze(text: str) -> str:
    """Return the text without any separators, so that ``C341`` meets ``C34.1``; leading zeros count."""
    return squeeze_all([text])[0]


def squeeze_all(texts: Sequence[str]) -> list[str]:
    """Squeeze each of many texts."""
    return _each(_lines(texts), _SEPARATORS, "").split("\n") if texts else []


def _lines(texts: Sequence[str]) -> str:
    joined = "\n".join([text.replace("\n", " ") if "\n" in text else text for text in texts])
    return _MINUS.sub(_KEPT_MINUS, _plain_signs(joined).casefold())


def _plain_signs(text: str) -> str:
    return text if text.isascii() and "\r" not in text else _each(_each(text, _DASHES, "-"), _BLANKS, " ")


def _each(text: str, signs: str, put: str) -> str:
    # On long texts many times as fast as str.translate, once one letter of them is not ASCII.
    for sign in signs:
        text = text.replace(sign, put)
    return text
