"""A search over a version of the data model: components, attributes, permissible values, labels and synonyms."""

import re
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import islice, product

from rapidfuzz import fuzz, process

from theatrum.checks.catalogue.entries import Entry, entries_of
from theatrum.checks.catalogue.hits import KINDS, MATCHES, Hit, Match
from theatrum.checks.profile.profile import Model, Profile

LIMIT = 50
# Where fewer hits than this fit by their letters, what is spelt alike is looked for too.
_FEW = 5
_ALIKE = 78
_MOST_WORDS = 3
_MOST_SPELLINGS = 9
_SHORTEST_MISSPELT = 4
# Shorter terms are in everything.
_SHORTEST_PART = 3
_MOST_INDEXES = 4
_WORD = re.compile(r"[^\W_]+")


def search(profile: Profile, version: str, term: str, *, limit: int = LIMIT) -> list[Hit]:
    """Return what fits a term, best first: by the whole name, its beginning, its words, then what is spelt alike.

    The first call for a version takes a moment, all others some milliseconds. Raises ModelUnknown.
    """
    return index_of(profile, version).search(term, limit=limit)


def index_of(profile: Profile, version: str) -> "Index":
    """Return what a version is searched with, made once. Raises ModelUnknown."""
    model = profile.models.get(version)
    key = (id(model), id(profile.overlay))
    known = _INDEXES.get(key)
    if known is not None:
        return known[1]
    index = Index(entries_of(profile, version))
    # The model is kept with it, so that its id stays its own.
    _INDEXES[key] = (model, index)
    while len(_INDEXES) > _MOST_INDEXES:
        _INDEXES.popitem(last=False)
    return index


class Index:
    """All names of a version of the data model, folded: no capitals, words with single blanks between them."""

    def __init__(self, entries: Sequence[Entry], *, shortest_part: int = _SHORTEST_PART) -> None:
        """Fold the names of entries; a term of fewer letters than ``shortest_part`` is looked for at beginnings."""
        self.entries = entries
        self._shortest_part = shortest_part
        pairs = [(fold(name), number) for number, entry in enumerate(entries) for name in dict.fromkeys(entry.names)]
        pairs.sort()
        self._names = [name for name, _ in pairs]
        self._owners = [number for _, number in pairs]
        self._about = [
            (fold(f"{entry.names[0]} {entry.about}"), number) for number, entry in enumerate(entries) if entry.about
        ]
        self._words = sorted({word for name in self._names for word in name.split() if len(word) >= _SHORTEST_MISSPELT})

    def search(self, term: str, *, limit: int = LIMIT) -> list[Hit]:
        """Return what fits a term, best first; nothing for a term without a letter or digit."""
        folded = fold(term)
        if not folded or limit < 1:
            return []
        found = self._literal(folded)
        if len(found) < _FEW and not any(match == "exact" for match, _ in found.values()):
            found = self._alike(folded) | found
        ranked = nsmallest(limit, found.items(), key=lambda item: self._rank(item[0], *item[1]))
        return [self._hit(number, match, folded) for number, (match, _) in ranked]

    def _literal(self, folded: str) -> dict[int, tuple[Match, int]]:
        """Return the entries that have all words of a term, each with how it fits and the length of the name."""
        found: dict[int, tuple[Match, int]] = {}
        first = bisect_left(self._names, folded)
        after = bisect_left(self._names, folded + "\U0010ffff")
        for place in range(first, after):
            name = self._names[place]
            _better(found, self._owners[place], "exact" if name == folded else "prefix", len(name))
        if len(folded) < self._shortest_part:
            return found
        words = folded.split()
        for place in self._with(words):
            name = self._names[place]
            is_words = all(f" {word}" in f" {name}" for word in words)
            _better(found, self._owners[place], "word" if is_words else "part", len(name))
        for about, number in self._about:
            if all(f" {word}" in f" {about}" for word in words):
                _better(found, number, "about", len(about))
        return found

    def _with(self, words: Iterable[str]) -> list[int]:
        """Return the places of the names that have all of some words in them."""
        longest, *others = sorted(words, key=len, reverse=True)
        places = [place for place, name in enumerate(self._names) if longest in name]
        return [place for place in places if all(word in self._names[place] for word in others)] if others else places

    def _alike(self, folded: str) -> dict[int, tuple[Match, int]]:
        """Return the entries that have all words of a term, where those that the model lacks are spelt as it does."""
        found: dict[int, tuple[Match, int]] = {}
        spellings = [self._spellings(word) for word in folded.split()]
        for words in islice(product(*spellings), _MOST_SPELLINGS):
            for place in self._with(words) if " ".join(words) != folded else ():
                _better(found, self._owners[place], "similar", len(self._names[place]))
        return found

    def _spellings(self, word: str) -> list[str]:
        """Return a word as it is where names have it, or is no word of letters, else the words that are like it."""
        if len(word) < _SHORTEST_MISSPELT or not word.isalpha() or any(word in known for known in self._words):
            return [word]
        near = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST_WORDS)
        return [other for other, _, _ in near]

    def _rank(self, number: int, match: Match, length: int) -> tuple[int, int, int, int]:
        return MATCHES.index(match), KINDS.index(self.entries[number].kind), length, number

    def _hit(self, number: int, match: Match, folded: str) -> Hit:
        entry = self.entries[number]
        return Hit(
            kind=entry.kind,
            match=match,
            text=_fitting(entry.names, folded),
            places=entry.places,
            value=entry.names[0] if entry.kind == "value" else None,
            label=entry.label,
            about=entry.about or None,
        )


_INDEXES: OrderedDict[tuple[int, int], tuple[Model | None, Index]] = OrderedDict()


def fold(text: str) -> str:
    """Write a text as the search compares it: words of letters and digits in lower case, single blanks between."""
    return " ".join(_WORD.findall(text.casefold()))


def _better(found: dict[int, tuple[Match, int]], number: int, match: Match, length: int) -> None:
    known = found.get(number)
    if known is None or (MATCHES.index(match), length) < (MATCHES.index(known[0]), known[1]):
        found[number] = (match, length)


def _fitting(names: tuple[str, ...], folded: str) -> str:
    """Return the name of an entry that fits a term best."""
    words = folded.split()

    def rank(name: str) -> tuple[int, float]:
        own = fold(name)
        fits = (own == folded, own.startswith(folded), all(word in own for word in words))
        return fits.index(True) if any(fits) else len(fits), -fuzz.ratio(own, folded)

    return min(names, key=rank)
