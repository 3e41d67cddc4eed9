"""Values by which a row keeps clear of what the profile would remark about it."""

import random

from theatrum.checks.profile.link_shapes import CellTest, LinkRules
from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.patterns import sampler_of
from theatrum.kernel.jsontext import JsonValue


def heeded(links: LinkRules, part: Part, chance: random.Random) -> dict[str, JsonValue]:
    """Return values for columns that a remark wants filled, or filled with some words."""
    found: dict[str, JsonValue] = {}
    lists: dict[str, list[JsonValue]] = {}
    for remark in links.remarks:
        if part.name not in remark.on.components or remark.unchecked:
            continue
        for column, test in remark.on.where.items():
            text = _wanted(test, chance) if column in part.columns else None
            if text and part.takes_list(column):
                lists.setdefault(column, []).append(text.rpartition("/")[2])
            elif text:
                found[column] = text
    return {**found, **lists}


def avoided(links: LinkRules, part: Part) -> frozenset[str]:
    """Return optional columns whose content could ask for rows that nobody makes: they stay empty."""
    asking = (rule.when for rule in links.presence if part.name in rule.when.components)
    return frozenset(column for rows in asking for column in rows.where if not part.requires(column))


def _wanted(test: CellTest, chance: random.Random) -> str | None:
    """Return a text for which the test does not hold; None where the test is not about words."""
    if test.matches_none is not None:
        return f"https://example.org/{sampler_of(test.matches_none)(chance)}"
    return "https://example.org/annotation" if test.present is False else None
