"""Permissible values that are looked through by code and label at once."""

from collections.abc import Sequence

from theatrum.checks.catalogue.page import Choice


class Choices:
    """All values of an attribute, in their order, and their texts without capitals."""

    def __init__(self, every: Sequence[Choice]) -> None:
        """Fold them once: 20,000 take longer than a page may."""
        self.every = every
        self.has_labels = any(one.label for one in every)
        self._folded = [f"{one.value}\n{one.label or ''}".casefold() for one in every]

    def with_words(self, text: str) -> Sequence[Choice]:
        """Return those that have every word of a text in code or label: what is called so, what begins so, others."""
        words = text.casefold().split()
        if not words:
            return self.every
        longest, whole = max(words, key=len), " ".join(words)
        near = [place for place, folded in enumerate(self._folded) if longest in folded]
        found = [place for place in near if all(word in self._folded[place] for word in words)]
        ranked = sorted(found, key=lambda place: _rank(self._folded[place], whole))
        return [self.every[place] for place in ranked]


def _rank(folded: str, whole: str) -> int:
    names = folded.split("\n")
    return 0 if whole in names else 1 if any(name.startswith(whole) for name in names) else 2
