"""Names as people write them, compared by their words: ``WES/Level_1``, ``wes level-01`` and ``WESLevel1`` are one."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

# WESLevel is WES and Level; letters of scripts without case stay together.
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W\d_]+|\d+")


def words(text: str, abbreviations: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the words and numbers of a name in lower case; a short form before a number is written in full."""
    found = [_word(match[0]) for match in _WORD.finditer(unicodedata.normalize("NFKC", text))]
    if not abbreviations or not found:
        return tuple(found)
    following = [*found[1:], ""]
    return tuple(
        abbreviations.get(word, word) if after.isdecimal() else word
        for word, after in zip(found, following, strict=True)
    )


def key(text: str, abbreviations: Mapping[str, str] | None = None) -> str:
    """Return what is left of a name when case, blanks and punctuation do not matter."""
    return "".join(words(text, abbreviations))


def runs(parts: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield every run of neighbouring words as (first, end, joined)."""
    for first in range(len(parts)):
        for end in range(first + 1, len(parts) + 1):
            yield first, end, "".join(parts[first:end])


def _word(word: str) -> str:
    return (word.lstrip("0") or "0") if word.isdecimal() else word.casefold()
