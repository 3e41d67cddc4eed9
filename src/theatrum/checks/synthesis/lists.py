"""Records that describe no participant: panels of targets, channels of images. Several rows share one identifier."""

import random

from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.contents.content import CHANNELS
from theatrum.checks.synthesis.drafts import Draft, Row
from theatrum.checks.synthesis.patterns import sampler_of
from theatrum.checks.synthesis.people import Makers, given_text
from theatrum.kernel.jsontext import JsonValue

_ROWS = 4
_TRIES = 50


def add_lists(plan: Blueprint, makers: Makers, draft: Draft, *, center: str, chance: random.Random) -> None:
    """Add one list of every such component."""
    for number, part in enumerate(_parts(plan), start=1):
        given = given_text(part, part.key, [_identifier(plan, part, center, number)] if part.key else [])
        seen: set[tuple[str, ...]] = set()
        for _ in range(_TRIES):
            row = makers.row(part, chance, given | _distinct(plan, part, chance) | _channel(plan, part, len(seen)))
            if len(seen) < _ROWS and not _seen(plan, part, row, seen):
                draft.add(part.name, row)


def _distinct(plan: Blueprint, part: Part, chance: random.Random) -> dict[str, JsonValue]:
    """Return texts of all kinds for what must differ from row to row, in place of the example in its description."""
    patterns = {name: part.component.attributes[name].pattern for name in _once(plan, part)}
    return {name: sampler_of(pattern)(chance) for name, pattern in patterns.items() if pattern and name != part.key}


def _channel(plan: Blueprint, part: Part, index: int) -> dict[str, JsonValue]:
    """Return position, name and marker of a channel of the images that are made."""
    rules = plan.profile.inspections.channels
    if rules is None or part.name not in rules.table or index >= len(CHANNELS):
        return {}
    named = {column: CHANNELS[index] for column in (rules.name, rules.markers) if column in part.columns}
    return {rules.index: index, **named}


def _parts(plan: Blueprint) -> list[Part]:
    known = {plan.people.name, plan.specimens.name}
    return [
        part
        for part in plan.parts.values()
        if part.leaf.kind == "record" and not part.person and part.name not in known
    ]


def _identifier(plan: Blueprint, part: Part, center: str, number: int) -> str:
    owner = plan.forms.write(plan.participant_kind, center=center, slot=plan.forms.pooled_slot or 1)
    return plan.forms.write(part.key_kind or "", number=number, **{plan.participant_kind: owner})


def _seen(plan: Blueprint, part: Part, row: Row, seen: set[tuple[str, ...]]) -> bool:
    """Return whether the row repeats what must be there once; remembers it else."""
    values = tuple(row.get(column, "") for column in _once(plan, part))
    is_old = values in seen
    seen.add(values)
    return is_old


def _once(plan: Blueprint, part: Part) -> tuple[str, ...]:
    """Return the columns whose values stand together in one row only."""
    return next((rule.columns for rule in plan.links.unique if part.name in rule.components), part.columns)
