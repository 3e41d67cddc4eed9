"""What the codes of a vocabulary are called, ready for look-up by any spelling of a name."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.folding import fold_all

# Several components share a vocabulary; few vocabularies are large.
MOST_KEPT = 32
ByName = Mapping[str, list[str]]


class VocabularyNames:
    """Codes by folded label, and by folded synonym. Each is made when it is needed first."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take a vocabulary; it is not looked into yet."""
        self.vocabulary = vocabulary

    @cached_property
    def labels(self) -> ByName:
        """The codes of each label."""
        return _by_name(self.vocabulary.labels.items())

    @cached_property
    def synonyms(self) -> ByName:
        """The codes of each synonym."""
        return _by_name(self.vocabulary.synonyms)


_KEPT: dict[int, VocabularyNames] = {}


def names_of(vocabulary: Vocabulary) -> VocabularyNames:
    """Return the names of a vocabulary, as made before."""
    # Comparing vocabularies would compare all their entries; the kept object holds on to its own, so ids stay unique.
    found = _KEPT.get(id(vocabulary))
    if found is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        found = _KEPT[id(vocabulary)] = VocabularyNames(vocabulary)
    return found


def _by_name(pairs: Iterable[tuple[str, str]]) -> ByName:
    named = list(pairs)
    found: dict[str, list[str]] = {}
    for key, (code, _) in zip(fold_all([name for _, name in named]), named, strict=True):
        codes = found.setdefault(key, [])
        if code not in codes:
            codes.append(code)
    return found
