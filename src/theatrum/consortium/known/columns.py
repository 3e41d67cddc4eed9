"""Which column of a component names a row, and which names what it comes from: read off the profile's link rules."""

from dataclasses import dataclass

from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.link_shapes import LinkRules


@dataclass(frozen=True, slots=True)
class Columns:
    """``id`` names a row, or the participant it is about; ``parent`` names what it comes from, None where nothing."""

    id: str
    parent: str | None = None


def columns_of(rules: LinkRules) -> dict[str, Columns]:
    """Return the columns of each component that links speak of.

    A component that gives out no identifiers of its own is named by the participants its rows are about.
    """
    keys: dict[str, str] = {}
    for kind in rules.kinds:
        keys = dict.fromkeys(kind.components, kind.column) | keys
    for reference in rules.references:
        if reference.kind == PARTICIPANT:
            keys = dict.fromkeys(reference.components, reference.column) | keys
    for count in rules.counts:
        keys.setdefault(count.component, count.column)
    parents = {name: rule.column for rule in rules.parents for name in rule.components}
    return {component: Columns(column, parents.get(component)) for component, column in keys.items()}


def named_as_entities(rules: LinkRules) -> frozenset[str]:
    """Return the components that some rows name by the entity that holds them, not by an identifier of theirs."""
    return frozenset(name for rule in rules.references if rule.beyond for name in rule.targets)
