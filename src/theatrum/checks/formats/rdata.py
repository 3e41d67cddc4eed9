"""R data as ``saveRDS`` and ``save`` write them in binary: each text behind its length, those of a vector in a row.

Nothing is built of what stands there: R's own reader can be made to run what a file says. The bytes are gone through
for what a text begins with, and what is no text after all is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import MEBIBYTE, Bytes
from theatrum.checks.formats.errors import BeyondSample
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.told import Telling
from theatrum.checks.privacy.hits import Where

_SAMPLE = 4 * MEBIBYTE
_PIECE = MEBIBYTE
# A CHARSXP: its levels say how it is encoded; then its length.
_TEXT = re.compile(rb"\x00[\x00-\x0f][\x00\x20\x40\x80]\x09(\x00...)", re.DOTALL)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_TOLD = 4_000  # characters of a text
_AHEAD = 4 * _TOLD + 8
# Of a vector, names of cells for instance, which are alike.
_OF_VECTOR, _OF_VECTOR_FULL = 150, 20_000
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class _Found:
    """A text: where it stands, and its number within its vector, from 0."""

    at: int
    number: int
    text: str


def inspect(file: Bytes, notes: Notes) -> None:
    """Hand the texts of R data to the detectors: those of the beginning, or all. Raises BudgetSpent, OSError."""
    telling, few = Telling(notes), _OF_VECTOR_FULL if notes.asked.is_full else _OF_VECTOR
    most = file.size if notes.asked.is_full else min(file.size, _SAMPLE)
    try:
        for found in _texts(file, most):
            notes.budget.spend(structures=1)
            is_telling = found.number < few and len(found.text.strip()) >= _SHORTEST
            if is_telling and telling.is_news("value", found.text):
                notes.text(f"byte {found.at:,}", "value", found.text, where=Where.CELL)
    except BeyondSample:
        most = 0
    notes.was_full = most == file.size and notes.asked.is_full
    if most < file.size:
        message = "Only the beginning of the R data was looked at."
        notes.note("format.sampled", Severity.NOTE, message, fix="Check it with --full; what is longer, look at in R.")


def _texts(file: Bytes, most: int) -> Iterator[_Found]:
    """Yield all texts, of long ones the beginning. Raises BeyondSample where not all of the file is there."""
    start, end, number = 0, -1, 0
    while start < most:
        piece = file.read_at(start, min(_PIECE + _AHEAD, file.size - start))
        place = max(0, end - start)
        while (found := _TEXT.search(piece, place)) is not None and found.start() < _PIECE:
            length = int.from_bytes(found[1], "big")
            told = found.end() + min(length, 4 * _TOLD)
            text = None if _NO_TEXT.search(piece, found.end(), told) else _text(piece[found.end() : told])
            if text is None or start + found.end() + length > file.size:
                place = found.start() + 1
                continue
            number = number + 1 if start + found.start() == end else 0
            place = found.end() + length
            end = start + place
            yield _Found(start + found.start(), number, text)
        start += _PIECE


def _text(content: bytes) -> str | None:
    """Return what people read, None where numbers only look like the beginning of a text."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        # A letter may be cut at the end.
        is_cut = len(content) == 4 * _TOLD and error.start > len(content) - 4
        text = content.decode("utf-8" if is_cut else "latin-1", "ignore")
    is_text = text and all(sign.isprintable() or sign.isspace() for sign in text)
    return text[:_TOLD] if is_text else None
