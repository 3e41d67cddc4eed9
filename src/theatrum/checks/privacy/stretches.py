"""Which stretches of which texts may hold which writings, as polars finds them in time linear in their length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from theatrum.checks.privacy.sieves import joined
from theatrum.checks.privacy.writing import LONGEST, Writing

_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a text, by its number, from ``start`` to before ``end``."""

    text: int
    start: int
    end: int


def stretches_of(texts: Sequence[str], writings: tuple[Writing, ...]) -> Iterator[tuple[Writing, Stretch]]:
    """Yield where a writing may begin, writing by writing; what begins there ends at most ``LONGEST`` signs later."""
    stretches = [Stretch(number, *ends) for number, text in enumerate(texts) for ends in _ends(len(text))]
    pieces = pl.Series([_piece(texts[one.text], one) for one in stretches], dtype=pl.String)
    if not writings or not stretches:
        return
    kept = pieces.str.contains(joined(writings)).arg_true()
    pieces = pieces.gather(kept)
    for writing in writings:
        found = pieces.str.contains(writing.sieve).arg_true()
        if writing.screen is not None and len(found):
            found = found.filter(writing.screen(pieces.gather(found)))
        for place in kept.gather(found).to_list():
            yield writing, stretches[place]


def _ends(length: int) -> Iterator[tuple[int, int]]:
    for start in range(0, length, _LENGTH):
        yield start, min(start + _LENGTH, length)


def _piece(text: str, stretch: Stretch) -> str:
    # Half a surrogate pair is no text for polars; no writing has one.
    piece = text[max(0, stretch.start - 1) : stretch.end + LONGEST + 1]
    return piece if piece.isascii() else piece.encode(errors="replace").decode()
