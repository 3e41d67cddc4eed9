"""One value for one attribute, as its part of a schema declares it."""

import random
import re
from collections.abc import Mapping, Sequence

from theatrum.checks.synthesis.patterns import sampler_of
from theatrum.kernel.jsontext import JsonValue

# What a description gives as an example: "such as GRCh38", "for example GRCh38".
_EXAMPLE = re.compile(r"(?:such as|for example) ([\w.:/+-]+\w)")
_LINK = re.compile(r"(?:^|_)(?:URL|LINK|DOI)(?:_|$)", re.IGNORECASE)
_WORDS = ("standard", "routine", "second look", "as planned", "repeat", "reference", "pilot", "main series")
_MOST = 1000
_TRIES = 20


def value_of(name: str, declared: Mapping[str, JsonValue], chance: random.Random) -> JsonValue:
    """Return a value that this part of the schema should accept; the schema has the last word."""
    allowed = declared.get("enum")
    if isinstance(allowed, list):
        return chance.choice(allowed)
    if "const" in declared:
        return declared["const"]
    for keyword in ("anyOf", "oneOf"):
        branches = declared.get(keyword)
        if isinstance(branches, list):
            chosen = chance.choice([branch for branch in branches if isinstance(branch, dict)])
            return value_of(name, {key: part for key, part in declared.items() if key != keyword} | chosen, chance)
    return _typed(name, declared, chance)


def merged(parts: Sequence[Mapping[str, JsonValue]]) -> dict[str, JsonValue]:
    """Return several parts about one attribute as one: later ones win, bounds and lists of values narrow."""
    found: dict[str, JsonValue] = {}
    for part in parts:
        for keyword, fact in part.items():
            found[keyword] = _narrowed(keyword, found.get(keyword), fact)
    return found


def _narrowed(keyword: str, old: JsonValue, new: JsonValue) -> JsonValue:
    if isinstance(old, int | float) and isinstance(new, int | float) and keyword in {"minimum", "maximum"}:
        return max(old, new) if keyword == "minimum" else min(old, new)
    if isinstance(old, list) and isinstance(new, list) and keyword == "enum":
        return [value for value in old if value in new]
    return new


def _typed(name: str, declared: Mapping[str, JsonValue], chance: random.Random) -> JsonValue:
    kind = declared.get("type")
    match kind[0] if isinstance(kind, list) and kind else kind:
        case "boolean":
            return chance.random() < 0.5
        case "integer":
            return chance.randint(*_bounds(declared))
        case "number":
            low, high = _bounds(declared)
            return round(chance.uniform(low, high), 2)
        case "array":
            return _listed(name, declared, chance)
        case _:
            return text_of(name, declared, chance)


def _bounds(declared: Mapping[str, JsonValue]) -> tuple[int, int]:
    low, high = declared.get("minimum"), declared.get("maximum")
    least = int(low) if isinstance(low, int | float) else None
    most = int(high) if isinstance(high, int | float) else None
    if least is None:
        least = 0 if most is None or most >= 0 else most - _MOST
    return least, max(least, min(least + _MOST, most) if most is not None else least + _MOST)


def _listed(name: str, declared: Mapping[str, JsonValue], chance: random.Random) -> JsonValue:
    items = declared.get("items")
    part = items if isinstance(items, dict) else {}
    wanted = [value_of(name, part, chance) for _ in range(chance.randint(1, 2))]
    return [value for index, value in enumerate(wanted) if value not in wanted[:index]]


def text_of(name: str, declared: Mapping[str, JsonValue], chance: random.Random) -> str:
    """Return a text: the description's own example where it gives one, a link, plain words, or what a pattern takes."""
    candidates = list(_candidates(name, declared, chance))
    pattern = declared.get("pattern")
    if not isinstance(pattern, str):
        return candidates[0]
    fitting = [text for text in candidates if _matches(pattern, text)]
    return fitting[0] if fitting else sampler_of(pattern)(chance)


def _candidates(name: str, declared: Mapping[str, JsonValue], chance: random.Random) -> Sequence[str]:
    example = _EXAMPLE.search(str(declared.get("description", "")))
    link = f"https://example.org/{name.lower().replace('_', '-')}/{chance.randint(1, 99)}"
    words = chance.choice(_WORDS)
    if _LINK.search(name):
        return (link, words)
    return (example[1], words, link) if example else (words, link)


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:  # written for another engine: the sampler and the schema decide
        return False
