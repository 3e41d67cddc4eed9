"""Texts that a pattern accepts: a small sampler of regular expressions as data models write them.

Look-around is stepped over and unbounded repeats are kept short, so a text is only a candidate: whoever asks for one
lets the schema judge it, and asks again where it failed.
"""

import random
import string
from collections.abc import Callable
from functools import lru_cache

Sampler = Callable[[random.Random], str]

_LONGEST_REPEAT = 4
_MOST_REPEATS = 1000
_ASCII = string.digits + string.ascii_letters + "_-"
_CLASSES = {
    "d": string.digits,
    "w": string.ascii_letters + string.digits + "_",
    "s": " ",
    "D": string.ascii_letters,
    "W": "-",
    "S": string.ascii_letters + string.digits,
}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_ANCHORS = {"b": "", "B": ""}


@lru_cache(maxsize=512)
def sampler_of(pattern: str) -> Sampler:
    """Return what makes texts for a pattern. Raises ValueError where the pattern is none."""
    reader = _Reader(pattern)
    made = reader.choice()
    if not reader.is_done:
        raise ValueError(f"the pattern has a closing bracket too many at {reader.place}")
    return made


class _Reader:
    """Reads a pattern from left to right, one method a level of its grammar."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.place = 0

    @property
    def is_done(self) -> bool:
        return self.place >= len(self._pattern)

    def choice(self) -> Sampler:
        branches = [self._sequence()]
        while self._took("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else lambda chance: chance.choice(branches)(chance)

    def _sequence(self) -> Sampler:
        parts: list[Sampler] = []
        while not self.is_done and self._next not in "|)":
            parts.append(self._repeated(self._atom()))
        return lambda chance: "".join(part(chance) for part in parts)

    def _atom(self) -> Sampler:
        match sign := self._take():
            case "(":
                return self._group()
            case "[":
                return _one_of(self._class())
            case "\\":
                return self._escaped()
            case "^" | "$":
                return _nothing
            case ".":
                return _one_of(_ASCII)
            case _:
                return lambda _: sign

    def _group(self) -> Sampler:
        is_seen = True
        if self._took("?"):
            kind = self._take()
            if kind == "<" and self._next not in "=!":
                self._take_until(">")
            elif kind == "<":
                self._take()
                is_seen = False
            else:
                is_seen = kind == ":"
        inner = self.choice()
        if not self._took(")"):
            raise ValueError("the pattern lacks a closing bracket")
        return inner if is_seen else _nothing

    def _escaped(self) -> Sampler:
        sign = self._take()
        if sign in _ANCHORS:
            return _nothing
        found = self._meaning(sign)
        return _one_of(found)

    def _meaning(self, sign: str) -> str:
        if sign == "u":
            return chr(int(self._taken(4), 16))
        if sign == "x":
            return chr(int(self._taken(2), 16))
        return _CLASSES.get(sign) or _ESCAPES.get(sign) or sign

    def _class(self) -> str:
        """Return the signs of a character class, for a negated one those of ASCII that are not in it."""
        is_negated = self._took("^")
        signs = ""
        while not self._took("]") or not signs:
            signs += self._range(self._class_sign())
        return "".join(sign for sign in _ASCII if sign not in signs) if is_negated else signs

    def _class_sign(self) -> str:
        sign = self._take()
        return self._meaning(self._take()) if sign == "\\" else sign

    def _range(self, first: str) -> str:
        following = self._pattern[self.place : self.place + 2]
        if len(first) != 1 or not following.startswith("-") or following.endswith("]"):
            return first
        self._take()
        last = ord(self._class_sign()[-1])
        # A range of other scripts is wide; its beginning does.
        return "".join(map(chr, range(ord(first), min(last, ord(first) + 127) + 1)))

    def _repeated(self, part: Sampler) -> Sampler:
        low, high = self._counts()
        if (low, high) == (1, 1):
            return part
        return lambda chance: "".join(part(chance) for _ in range(chance.randint(low, high)))

    def _counts(self) -> tuple[int, int]:
        counts = self._bounds()
        # Lazy and possessive repeats match the same texts.
        if counts != (1, 1) and not self.is_done and self._next in "?+":
            self._take()
        return counts

    def _bounds(self) -> tuple[int, int]:
        if self._took("?"):
            return 0, 1
        if self._took("*"):
            return 0, _LONGEST_REPEAT
        if self._took("+"):
            return 1, _LONGEST_REPEAT
        if not self._took("{"):
            return 1, 1
        low, comma, high = self._take_until("}").partition(",")
        if not (low + high).isdecimal():
            raise ValueError("the pattern has a repeat without numbers")
        least = int(low or 0)
        if least > _MOST_REPEATS:
            raise ValueError(f"the pattern repeats a part more than {_MOST_REPEATS} times")
        most = int(high) if high else least + (_LONGEST_REPEAT if comma else 0)
        return least, max(least, min(most, least + _LONGEST_REPEAT))

    @property
    def _next(self) -> str:
        return self._pattern[self.place]

    def _take(self) -> str:
        if self.is_done:
            raise ValueError("the pattern ends too early")
        self.place += 1
        return self._pattern[self.place - 1]

    def _taken(self, count: int) -> str:
        return "".join(self._take() for _ in range(count))

    def _took(self, sign: str) -> bool:
        is_there = not self.is_done and self._next == sign
        self.place += is_there
        return is_there

    def _take_until(self, sign: str) -> str:
        text = ""
        while (following := self._take()) != sign:
            text += following
        return text


def _one_of(signs: str) -> Sampler:
    if not signs:
        raise ValueError("the pattern has a class that no sign is in")
    return lambda chance: chance.choice(signs)


def _nothing(_chance: random.Random) -> str:
    return ""
