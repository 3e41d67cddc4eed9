"""What a file says, as any database takes it: without NUL, halves of surrogate pairs, and numbers that are none."""

import math
import re

from theatrum.checks.formats.inspection import Fact

_NOT_STORED = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return a text with a question mark for each sign that no database keeps."""
    return _NOT_STORED.sub("?", text)


def storable_facts(facts: dict[str, Fact]) -> dict[str, object]:
    """Return facts as JSON may have them: numbers that are not finite are left out."""
    is_kept = {name: not isinstance(fact, float) or math.isfinite(fact) for name, fact in facts.items()}
    return {storable(name): _plain(fact) for name, fact in facts.items() if is_kept[name]}


def _plain(fact: Fact) -> object:
    if isinstance(fact, str):
        return storable(fact)
    return [storable(one) for one in fact] if isinstance(fact, tuple) else fact
