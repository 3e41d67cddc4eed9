"""A regular expression tried by plain backtracking, as Python's engine does it, with every step counted."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

# The engine's own parser, and the only list of what a pattern is made of. No types are published for them.
codes: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

Nodes = Sequence[tuple[Any, Any]]


class Work:
    """Counts the steps of finding a pattern everywhere in a text."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._nodes: Nodes = list(parser.parse(pattern, flags))
        self.steps = 0

    def find_all(self, text: str) -> int:
        """Try the pattern at every place of a text, and return how many steps that took in all."""
        self.steps = 0
        for start in range(len(text)):
            next(self._match(self._nodes, 0, text, start), None)
        return self.steps

    def _match(self, nodes: Nodes, index: int, text: str, place: int) -> Iterator[int]:
        self.steps += 1
        if index == len(nodes):
            yield place
            return
        code, argument = nodes[index]
        for end in self._one(code, argument, text, place):
            yield from self._match(nodes, index + 1, text, end)

    def _one(self, code: Any, argument: Any, text: str, place: int) -> Iterator[int]:  # see Nodes
        if code in {codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY}:
            if place < len(text) and _fits(code, argument, text[place]):
                yield place + 1
        elif code is codes.BRANCH:
            for branch in argument[1]:
                yield from self._match(list(branch), 0, text, place)
        elif code is codes.SUBPATTERN:
            yield from self._match(list(argument[3]), 0, text, place)
        elif code in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
            least, most, body = argument
            yield from self._repeat((least, most, list(body)), 0, text, place)
        elif code is codes.ASSERT_NOT:
            direction, body = argument
            at = place - 1 if direction < 0 else place
            if not (0 <= at < len(text)) or next(self._match(list(body), 0, text, at), None) is None:
                yield place
        else:
            raise NotImplementedError(code)

    def _repeat(self, repeat: tuple[int, int, Nodes], done: int, text: str, place: int) -> Iterator[int]:
        least, most, body = repeat
        if done < most:
            for end in self._match(body, 0, text, place):
                if end > place:
                    yield from self._repeat(repeat, done + 1, text, end)
        if done >= least:
            yield place


def longest_match(pattern: str, flags: int) -> int:
    """Return how many signs a match may have at most."""
    _, longest = parser.parse(pattern, flags).getwidth()
    return int(longest)


def _fits(code: Any, argument: Any, sign: str) -> bool:  # see Nodes
    if code is codes.ANY:
        return sign != "\n"
    if code is not codes.IN:
        return (code is codes.LITERAL) is (_is_same(argument, sign))
    is_negated = argument[0][0] is codes.NEGATE
    return is_negated is not any(_is_in(part, sign) for part in argument if part[0] is not codes.NEGATE)


def _is_in(part: tuple[Any, Any], sign: str) -> bool:
    if part[0] is codes.LITERAL:
        return _is_same(part[1], sign)
    low, high = part[1]
    return any(low <= ord(one) <= high for one in (sign, sign.lower(), sign.upper()) if len(one) == 1)


def _is_same(code: int, sign: str) -> bool:
    return chr(code).lower() == sign.lower()
