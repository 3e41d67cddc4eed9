"""What stands in the cells of an annotated matrix, by the rules of the profile: a value for each column."""

import random

from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.inspection_shapes import CellColumn
from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.patterns import sampler_of
from theatrum.checks.synthesis.specimens import Specimen


def celled(plan: Blueprint, part: Part, specimen: Specimen, chance: random.Random) -> tuple[tuple[str, str], ...]:
    """Return columns with their values, true as ``True``; none where the profile asks nothing of such files."""
    rules = plan.profile.inspections.matrix_rules(part.name)
    return tuple((rule.column, _value(rule, specimen, chance)) for rule in rules.columns) if rules else ()


def _value(rule: CellColumn, specimen: Specimen, chance: random.Random) -> str:
    if rule.kind is not None:
        return specimen.owner if rule.kind == PARTICIPANT else specimen.id
    if rule.is_flag:
        return str(True)
    if rule.values:
        return chance.choice(rule.values)
    found = sampler_of(rule.pattern)(chance) if rule.pattern else "made up"
    while found in rule.none_of:
        found = sampler_of(rule.pattern or "a")(chance)
    return found
