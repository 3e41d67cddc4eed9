"""Examples for the pattern of an attribute: texts that it takes, and texts that it refuses."""

import random
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from theatrum.checks.profile.identifier_shapes import IdentifierKind
from theatrum.checks.synthesis.patterns import sampler_of

_SHOWN = 3
# What a pattern takes that is about no code: free text, or an address.
_PLAIN = ("free text", "https://example.org/protocol")
_TRIES = 8
# What a description gives: "such as GRCh38", "e.g., HTA201_1_P1".
_SUCH_AS = re.compile(r"(?:such as|for example|e\.g\.,?) ((?:[\w.:/+()-]+[\w)]))")


def such_as(about: str) -> str | None:
    """Return the example that a description gives; None where it gives none."""
    found = _SUCH_AS.search(about)
    text = found[1] if found else ""
    text = text if "(" in text else text.rstrip(")")
    # A word in small letters is how a sentence goes on: "such as a biopsy".
    return None if not text or (text.isalpha() and text.islower()) else text


@lru_cache(maxsize=4096)
def pattern_examples(
    pattern: str, about: str, kinds: tuple[IdentifierKind, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return texts that a pattern takes and texts that it refuses: those of the identifiers it is for, or made up."""
    try:
        expression = re.compile(pattern)
    except re.error:  # written for another engine: the pattern has to speak for itself
        return (), ()
    good = _fitting(expression, [text for kind in kinds for text in kind.examples])
    good = good or _fitting(expression, _made(pattern, about))
    bad = [text for kind in kinds for text in kind.counterexamples] + [text for one in good for text in _spoiled(one)]
    return good, tuple(dict.fromkeys(text for text in bad if text and not expression.search(text)))[:_SHOWN]


def _fitting(expression: re.Pattern[str], texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text and expression.search(text)))[:_SHOWN]


def _made(pattern: str, about: str) -> Sequence[str]:
    given = [text for text in (such_as(about), *_PLAIN) if text and re.search(pattern, text)]
    if given:
        return given[:1]
    chance = random.Random(pattern)  # noqa: S311  # examples, no secrets
    try:
        return [sampler_of(pattern)(chance) for _ in range(_TRIES)]
    except ValueError:  # a form that the sampler does not know
        return []


def _spoiled(text: str) -> Iterable[str]:
    """Yield what people write instead."""
    yield text.lower()
    yield text.replace("_", "-")
    yield text.rpartition("/")[2].rpartition(".")[0]
    yield text.rpartition("_")[0]
    yield text + " "
    yield "n/a"
