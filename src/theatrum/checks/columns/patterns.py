"""Patterns of JSON Schema (ECMA 262) as tests that polars can run over a whole column.

A pattern is taken over only where its meaning is certain: letters, classes, groups, quantifiers, ends, and
look-ahead at its beginning. Everything else answers None, and jsonschema-rs judges the distinct values.
"""

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import polars as pl

_Classes = Mapping[str, str]
_CLASS_ESCAPES = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": r"\t\n\x0B\x0C\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}",
}
# With look-around, another engine reads the pattern for jsonschema-rs: to it, these mean letters of all scripts.
_WIDE_ESCAPES = {letter: f"\\{letter}" for letter in _CLASS_ESCAPES}
_LETTER_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_PLAIN_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t", "f": r"\f", "v": r"\v"}
_PUNCTUATION = frozenset("^$\\.*+?()[]{}|/-_:;,'\"<>=!@#%&~` ")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})\??")
# `(?=.{1,50}$)` asks for a length; counting is quicker than a pattern.
_LENGTH = re.compile(r"\.\{(\d+),(\d+)\}\$")
# What a line's end may match: a class of all but something, blanks, what is no digit and the like, the end itself.
_LINE_ENDS = re.compile(r"\[\^|\\[sSDWn]|\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One test of a pattern: a Rust pattern to be found, or not to be found; or a length in characters, one line."""

    pattern: str = ""
    is_wanted: bool = True
    length: tuple[int, int] | None = None


def compile_pattern(pattern: str) -> tuple[Part, ...] | None:
    """Return the parts that must all hold, None where a pattern cannot be taken over with certainty."""
    parts: list[Part] = []
    rest = pattern
    classes = _CLASS_ESCAPES if _look_ahead(pattern) is None else _WIDE_ESCAPES
    while (ahead := _look_ahead(rest)) is not None:
        inner, is_wanted, rest = ahead
        length = _LENGTH.fullmatch(inner)
        translated = _translated(inner, classes)
        if translated is None:
            return None
        if length and is_wanted and _is_one_line(rest):
            parts.append(Part(length=(int(length[1]), int(length[2]))))
        else:
            parts.append(Part(f"^(?:{translated})", is_wanted))
    translated = _translated(rest, classes)
    if translated is None:
        return None
    parts.append(Part(translated))
    return tuple(parts) if all(_runs(part) for part in parts) else None


def expression(parts: tuple[Part, ...], texts: pl.Expr) -> pl.Expr:
    """Return whether each text has the pattern; null for null."""
    return reduce(operator.and_, [_expression(part, texts) for part in reversed(parts)])


def matches(parts: tuple[Part, ...], texts: pl.Series) -> pl.Series:
    """Return whether each text has the pattern; null for null."""
    return texts.to_frame("texts").select(expression(parts, pl.col("texts"))).to_series()


def _expression(part: Part, texts: pl.Expr) -> pl.Expr:
    if part.length is not None:
        low, high = part.length
        size = texts.str.len_chars()
        return size.is_between(low, high)
    found = texts.str.contains(part.pattern)
    return found if part.is_wanted else ~found


def _runs(part: Part) -> bool:
    try:
        matches((part,), pl.Series(["a"]))
    except pl.exceptions.PolarsError:
        return False
    return True


def _look_ahead(pattern: str) -> tuple[str, bool, str] | None:
    """Take a look-ahead off the beginning: its content, whether it is wanted, and the pattern without it."""
    if not pattern.startswith(("^(?=", "^(?!")):
        return None
    end = _closing(pattern, 1)
    if end is None or _QUANTIFIER.match(pattern, end + 1) or _has_open_choice(pattern[end + 1 :]):
        return None
    return pattern[4:end], pattern[3] == "=", "^" + pattern[end + 1 :]


def _is_one_line(pattern: str) -> bool:
    """Return whether only one line can have the pattern: all of it is named, and no piece is a line's end."""
    is_whole = pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$")
    return is_whole and not _has_open_choice(pattern) and not _LINE_ENDS.search(pattern)


def _closing(pattern: str, start: int) -> int | None:
    """Return where the group that opens at ``start`` is closed."""
    depth, is_class, index = 0, False, start
    while index < len(pattern):
        sign = pattern[index]
        if sign == "\\":
            index += 1
        elif is_class:
            is_class = sign != "]"
        elif sign == "[":
            is_class = True
        else:
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                return index
        index += 1
    return None


def _has_open_choice(pattern: str) -> bool:
    """Return whether a choice stands outside all groups: then the look-ahead concerns its first branch only."""
    index = 0
    while index < len(pattern):
        if pattern[index] == "(":
            closing = _closing(pattern, index)
            index = len(pattern) if closing is None else closing
        elif pattern[index] == "[":
            index = _class_end(pattern, index)
        elif pattern[index] == "\\":
            index += 1
        elif pattern[index] == "|":
            return True
        index += 1
    return False


def _class_end(pattern: str, start: int) -> int:
    index = start + 1
    while index < len(pattern) and pattern[index] != "]":
        index += 2 if pattern[index] == "\\" else 1
    return index


def _translated(pattern: str, classes: _Classes) -> str | None:
    out: list[str] = []
    index = 0
    while index < len(pattern):
        step = _token(pattern, index, classes)
        if step is None:
            return None
        text, index = step
        out.append(text)
    return "".join(out)


def _token(pattern: str, index: int, classes: _Classes) -> tuple[str, int] | None:
    """Return the next piece in Rust's spelling, and where the one after it begins."""
    sign = pattern[index]
    quantifier = _QUANTIFIER.match(pattern, index)
    if quantifier:
        return quantifier[0], quantifier.end()
    if sign == "\\":
        return _escape(pattern[index + 1 : index + 2], index, classes)
    if sign == "[":
        return _class(pattern, index, classes)
    if sign == "(":
        named = pattern.startswith("(?:", index)
        return None if pattern.startswith("(?", index) and not named else ("(?:", index + (3 if named else 1))
    if sign in "{}]":
        return None
    return (sign if sign in ")|^$." or not sign.isascii() else re.escape(sign)), index + 1


def _escape(letter: str, index: int, classes: _Classes) -> tuple[str, int] | None:
    if letter.lower() in classes and letter:
        negation = "^" if letter.isupper() else ""
        return f"[{negation}{classes[letter.lower()]}]", index + 2
    if letter in _PLAIN_ESCAPES:
        return _PLAIN_ESCAPES[letter], index + 2
    return (re.escape(letter), index + 2) if letter and letter in _PUNCTUATION else None


def _class(pattern: str, start: int, classes: _Classes) -> tuple[str, int] | None:
    index = start + 1
    out = ["["]
    if pattern.startswith("^", index):
        out.append("^")
        index += 1
    if pattern.startswith("]", index):
        return None
    while index < len(pattern) and pattern[index] != "]":
        step = _class_piece(pattern, index, classes)
        if step is None:
            return None
        text, index = step
        out.append(text)
    return ("".join([*out, "]"]), index + 1) if index < len(pattern) else None


def _class_piece(pattern: str, index: int, classes: _Classes) -> tuple[str, int] | None:
    r"""Return one letter, one range of letters, or one class such as ``\d``, in Rust's spelling."""
    first = _class_letter(pattern, index)
    if first is None:
        return _class_escape(pattern, index, classes)
    letter, end = first
    # A hyphen makes a range wherever something follows it that is not the end of the class.
    if pattern[end : end + 1] != "-" or pattern[end + 1 : end + 2] in ("]", ""):
        return _spelt(letter), end
    last = _class_letter(pattern, end + 1)
    return (f"{_spelt(letter)}-{_spelt(last[0])}", last[1]) if last else None


def _class_escape(pattern: str, index: int, classes: _Classes) -> tuple[str, int] | None:
    r"""Return a class inside a class; one inside a range, as in ``[\d-x]``, has no meaning that all engines share."""
    following = pattern[index + 1 : index + 2]
    is_plain = following in classes and pattern[index + 2 : index + 3] != "-"
    return (classes[following], index + 2) if is_plain else None


def _class_letter(pattern: str, index: int) -> tuple[str, int] | None:
    """Return the letter that stands at a place inside a class, escaped or not; None for a class."""
    sign, following = pattern[index], pattern[index + 1 : index + 2]
    if sign != "\\":
        return sign, index + 1
    if following in _LETTER_ESCAPES:
        return _LETTER_ESCAPES[following], index + 2
    return (following, index + 2) if following in _PUNCTUATION else None


def _spelt(letter: str) -> str:
    return letter if letter.isalnum() else f"\\x{{{ord(letter):X}}}"
