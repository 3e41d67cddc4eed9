"""Which column of a grid a header of a table means: by name, by title, or as somebody said before. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from theatrum.consortium.exchange.identity import HEADER

# In a shorter word one letter more makes another word.
_SHORTEST = 5
_BETWEEN = re.compile(r"[\s_.\-/()]+")


class How(StrEnum):
    """How a header was understood."""

    EXACT = "exact"
    # But for case, blanks and underscores.
    SPELLING = "spelling"
    TITLE = "title"
    REMEMBERED = "remembered"
    # Somebody said so just now.
    CHOSEN = "chosen"
    # The marks of rows of a workbook that went out.
    MARK = "mark"
    # What is known of a file, which nobody writes: it tells which file a row is about.
    FIELD = "field"
    # Nothing but this column can well be meant: somebody should look.
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Guess:
    """A header, and the column that it means; None for one that is left out."""

    header: str
    column: str | None
    how: How


def fold(name: str) -> str:
    """Return a name without case, blanks and signs between words."""
    return _BETWEEN.sub("", name.strip().casefold())


def guess_columns(
    headers: Sequence[str],
    columns: Sequence[str],
    *,
    titles: Mapping[str, str],
    remembered: Mapping[str, str],
    chosen: Mapping[str, str | None],
) -> list[Guess]:
    """Say of each header what it means; no column is meant twice.

    ``titles`` lead from a column to how the model calls it, ``remembered`` from a folded header to a column, or to
    an empty text for one that is left out; ``chosen`` are headers of which somebody said it.
    """
    known, folded = set(columns), _unambiguous(columns, {})
    titled = _unambiguous([name for name in columns if name in titles], titles)
    words = {name: _words(name) for name in columns}
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    steps: tuple[Callable[[str], Guess | None], ...] = (
        lambda header: _chosen(header, chosen, known),
        lambda header: Guess(header, header, How.EXACT) if header in known else None,
        lambda header: _remembered(header, remembered, known),
        lambda header: _folded(header, folded, How.SPELLING),
        lambda header: _folded(header, titled, How.TITLE),
        lambda header: _likely(header, words),
    )
    for step in steps:
        for header in headers:
            guess = step(header) if header not in found else None
            if guess is not None and (guess.column is None or guess.column not in taken):
                found[header] = guess
                taken |= {guess.column} if guess.column is not None else set()
    mark = {HEADER: Guess(HEADER, None, How.MARK)} if HEADER not in known else {}
    return [mark.get(header) or found.get(header) or Guess(header, None, How.UNKNOWN) for header in headers]


def _chosen(header: str, chosen: Mapping[str, str | None], known: set[str]) -> Guess | None:
    if header not in chosen:
        return None
    column = chosen[header]
    return Guess(header, column, How.CHOSEN) if column is None or column in known else None


def _remembered(header: str, remembered: Mapping[str, str], known: set[str]) -> Guess | None:
    column = remembered.get(fold(header))
    if column is None or (column and column not in known):
        return None
    return Guess(header, column or None, How.REMEMBERED)


def _folded(header: str, folded: Mapping[str, str], how: How) -> Guess | None:
    column = folded.get(fold(header))
    return None if column is None else Guess(header, column, how)


def _likely(header: str, columns: Mapping[str, Sequence[str]]) -> Guess | None:
    """Return the one column that ends with the words of a header, or that is a slip of the hand away from it.

    ``columns`` are the words of each. Words that are other words stay so: years are no days.
    """
    words = _words(header)
    found = [name for name, others in columns.items() if len(words) > 1 and others[-len(words) :] == words]
    found = found or [name for name, others in columns.items() if _is_slip(words, others)]
    return Guess(header, found[0], How.LIKELY) if len(found) == 1 else None


def _is_slip(words: Sequence[str], others: Sequence[str]) -> bool:
    if len(words) != len(others):
        return False
    unlike = [(one, other) for one, other in zip(words, others, strict=True) if one != other]
    return len(unlike) == 1 and all(
        len(other) >= _SHORTEST and one.isalpha() and OSA.distance(one, other, score_cutoff=1) == 1
        for one, other in unlike
    )


def _words(name: str) -> list[str]:
    return [word for word in _BETWEEN.split(name.strip().casefold()) if word]


def _unambiguous(columns: Sequence[str], titles: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name in columns:
        found.setdefault(fold(titles.get(name, name)), []).append(name)
    return {key: names[0] for key, names in found.items() if key and len(names) == 1}
