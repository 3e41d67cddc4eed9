"""What the cells of a column may name, by the profile's rules of links."""

from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.link_shapes import LinkRules


@dataclass(frozen=True, slots=True)
class Targets:
    """Components whose identifiers a column may name; with ``are_entities``, the record sets of these instead."""

    components: frozenset[str]
    are_entities: bool = False


def targets_of(rules: LinkRules, component: str, column: str) -> Targets | None:
    """Return what a column of a component names; None for one that names nothing."""
    named = [rule for rule in rules.references if component in rule.components and column == rule.column]
    if beyond := [rule for rule in named if rule.beyond]:
        return Targets(frozenset(name for rule in beyond for name in rule.targets), are_entities=True)
    found = frozenset(_named(rules, component, column))
    return Targets(found) if found else None


def _named(rules: LinkRules, component: str, column: str) -> Iterator[str]:
    for reference in rules.references:
        if component in reference.components and column == reference.column:
            yield from reference.targets or _giving(rules, reference.kind)
    for parent in rules.parents:
        if component in parent.components and column == parent.column:
            for accepted in parent.accepts:
                yield from accepted.components or _giving(rules, accepted.kind)
    for count in rules.counts:
        # Of a parent, its own rule says what it may be.
        is_parent = any(component in one.components and column == one.column for one in rules.parents)
        if (component, column) == (count.component, count.column) and not is_parent:
            yield from _giving(rules, PARTICIPANT)


def _giving(rules: LinkRules, kind: str) -> Iterator[str]:
    for rule in rules.kinds:
        if rule.kind == kind:
            yield from rule.components


def own_columns(rules: LinkRules, component: str) -> frozenset[str]:
    """Return the columns in which the rows of a component give out identifiers."""
    return frozenset(rule.column for rule in rules.kinds if component in rule.components)
