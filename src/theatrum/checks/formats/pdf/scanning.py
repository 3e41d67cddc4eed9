"""A PDF in stretches, and the streams in them, inflated within bounds."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.window import as_much

STEP = 1024 * 1024
OVERLAP = 64 * 1024
MOST_INFLATED = 4 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 2048


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a file from ``start`` on; what begins behind ``step`` belongs to the next stretch."""

    start: int
    step: int
    data: bytes = field(repr=False)

    def matches(self, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        """Yield what begins in this stretch; it may end in the next one."""
        return takewhile(lambda found: found.start() < self.step, pattern.finditer(self.data))


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: what stands in the dictionary before it, and where it begins. None: it could not be inflated."""

    dictionary: bytes = field(repr=False)
    offset: int
    content: bytes | None = field(repr=False)

    def says(self, *words: bytes) -> bool:
        """Say whether the dictionary has one of these names."""
        return any(word in self.dictionary for word in words)


def stretches(file: Bytes, start: int, end: int) -> Iterator[Stretch]:
    """Yield the bytes between two places, each stretch with a little of the next. Raises BudgetSpent and OSError."""
    rest = as_much(file, start, STEP + OVERLAP)
    while start < end and rest:
        step = min(STEP, end - start) if len(rest) > STEP else len(rest)
        yield Stretch(start, step, rest)
        start += step
        rest = rest[step:] + as_much(file, start + len(rest) - step, STEP) if start < end else b""


def streams_of(stretch: Stretch, file: Bytes, budget: Budget) -> Iterator[Stream]:
    """Yield the streams that begin in a stretch. Raises BudgetSpent and OSError."""
    for found in stretch.matches(_STREAM):
        if stretch.data[max(0, found.start() - 3) : found.start()] == b"end":
            continue
        budget.spend(structures=1)
        before = stretch.data[max(0, found.start() - _DICTIONARY) : found.start()]
        dictionary = before[before.rfind(b" obj") + 4 :] if b" obj" in before else before
        offset = stretch.start + found.end()
        is_image = re.search(rb"/Subtype\s*/Image", dictionary)
        if is_image or b"/FontFile" in dictionary or b"/Length1" in dictionary or b"/Filter" not in dictionary:
            yield Stream(dictionary, offset, b"")
        else:
            known = stretch.data[found.end() :]
            yield Stream(dictionary, offset, _inflated(known, offset, file, budget))


def _inflated(known: bytes, offset: int, file: Bytes, budget: Budget) -> bytes | None:
    packer = zlib.decompressobj()
    try:
        found = packer.decompress(known, MOST_INFLATED)
        if not packer.eof and not packer.unconsumed_tail and len(found) < MOST_INFLATED:
            found += packer.decompress(as_much(file, offset + len(known), STEP), MOST_INFLATED - len(found))
    except zlib.error:
        return None
    budget.spend(bytes=len(found))
    return found
