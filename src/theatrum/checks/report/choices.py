"""The permissible values of one attribute, prepared so that the ones nearest to a wrong one are found quickly."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from rapidfuzz import fuzz, process

from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.folding import digits, fold, fold_all, plain, squeeze, squeeze_all
from theatrum.checks.report.names import names_of
from theatrum.kernel.jsontext import JsonValue

SHOWN = 3
# So long a list is one of codes, where a similar one means something else.
CODES = 1000
LONGEST = 200
_ALIKE = 70
_REORDERED = 85
# Code and label in one cell: "Lung (UBERON:0002048)", "C34.1 - Upper lobe".
_PIECES = re.compile(r"[()\[\]|;]|\s[-=]\s|,\s")
_BETWEEN_ITEMS = ("\n", "|", ";", ",")
_SHORT = {
    "unk": "unknown",
    "not known": "unknown",
    "n a": "not applicable",
    "na": "not applicable",
    "nr": "not reported",
}
_Found = tuple[str, ...]


class Choices:
    """Permissible texts, and by what other names they are known. What is looked up is made when it is needed first."""

    def __init__(self, allowed: Iterable[JsonValue], vocabulary: Vocabulary | None = None) -> None:
        """Take the permissible values in their order, and the vocabulary that says what they mean."""
        self._allowed = tuple(item for item in allowed if isinstance(item, str))
        self._vocabulary = vocabulary

    def nearest(self, written: str) -> _Found:
        """Return the values that may have been meant, best first; those equal but for spelling alone where any is."""
        written = plain(written)[:LONGEST]
        return self.same(written) or self._labelled(written) or self._similar(written)

    def same(self, written: str) -> _Found:
        """Return the values that differ in spelling only: case, blanks, punctuation, leading zeros."""
        found = self._folded.get(fold(written), [])
        if not found and (abbreviated := _SHORT.get(fold(written))):
            found = self._folded.get(abbreviated, [])
        return tuple((found or self._squeezed.get(squeeze(written), []))[:SHOWN])

    def several(self, written: str) -> _Found:
        """Return the values that a text lists, where it lists several and every one of them is permissible."""
        text = plain(written)[: 10 * LONGEST]
        for separator in (sign for sign in _BETWEEN_ITEMS if sign in text):
            parts = [part for part in map(str.strip, text.split(separator)) if part]
            found = [(self.same(part) or self._named(part))[:1] for part in parts]
            distinct = tuple(dict.fromkeys(value for values in found for value in values))
            if len(distinct) > 1 and all(found):
                return distinct
        return ()

    def _labelled(self, written: str) -> _Found:
        """Return what is known by this label, or stands in the text beside its label."""
        if by_name := self._named(written):
            return by_name
        pieces = [piece for piece in map(str.strip, _PIECES.split(written)) if piece]
        if len(pieces) < 2:  # no code and label
            return ()
        codes = {value for piece in pieces for value in self.same(piece)}
        if codes:
            return tuple(codes) if len(codes) == 1 else ()
        return tuple(dict.fromkeys(value for piece in pieces for value in self._named(piece)))[:SHOWN]

    def _similar(self, written: str) -> _Found:
        if len(self._allowed) > CODES:
            return ()
        folded, near = fold(written), self._by_digits.get(digits(written), {})
        begun = [value for text, value in near.items() if folded and text.startswith(folded)]
        if len(begun) == 1:
            return tuple(begun)
        alike = process.extract(folded, near.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=SHOWN)
        alike = alike or process.extract(
            folded, near.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_REORDERED, limit=SHOWN
        )
        return tuple(near[text] for text, _, _ in alike)

    @cached_property
    def _folded(self) -> Mapping[str, list[str]]:
        return _by(fold_all, self._allowed)

    @cached_property
    def _squeezed(self) -> Mapping[str, list[str]]:
        return _by(squeeze_all, self._allowed)

    def _named(self, name: str) -> _Found:
        """Return the values of this label, or else of this synonym."""
        if self._vocabulary is None:
            return ()
        key, names = fold(name), names_of(self._vocabulary)
        known = (self._permissible(found.get(key, ())) for found in (names.labels, names.synonyms))
        return next(filter(None, known), ())[:SHOWN]

    def _permissible(self, values: Iterable[str]) -> _Found:
        return tuple(value for value in values if value in self._set)

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self._allowed)

    @cached_property
    def _by_digits(self) -> Mapping[tuple[str, ...], dict[str, str]]:
        found: dict[tuple[str, ...], dict[str, str]] = {}
        for value in self._allowed:
            found.setdefault(digits(value), {}).setdefault(fold(value), value)
        return found


def _by(keys: Callable[[Sequence[str]], list[str]], values: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in zip(keys(values), values, strict=True):
        found.setdefault(key, []).append(value)
    return found
