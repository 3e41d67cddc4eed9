"""What a bundle of a platform holds, so that its row can name it and nothing is missed in it."""

import random
from collections.abc import Mapping

from theatrum.checks.profile.inspection_shapes import Bundles, Expected
from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.contents.bundles import MEMBERS
from theatrum.kernel.jsontext import JsonValue

_PREVIEW = "web_summary.html"


def bundled(
    plan: Blueprint, part: Part, given: Mapping[str, JsonValue], chance: random.Random
) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """Return platform and contents for the row of a bundle, and its members beyond those that every bundle has."""
    rules = plan.profile.inspections.bundles
    if rules is None or part.name not in rules.components:
        return {}, ()
    platform = chance.choice(part.component.attributes[rules.platform].values or ("",))
    members = tuple(_path(expected) for expected in _expected(rules, str(platform)))
    listed = given.get(rules.contents or "")
    named = [*(str(item) for item in listed), *members] if isinstance(listed, list) else [*members]
    found: dict[str, JsonValue] = {rules.platform: platform}
    if rules.contents in part.columns:
        found[rules.contents] = [*dict.fromkeys(named)] or [*MEMBERS]
    found |= {column: _PREVIEW for column in rules.members if column in part.columns}
    return found, tuple(dict.fromkeys([*named, _PREVIEW]))


def _expected(rules: Bundles, platform: str) -> list[Expected]:
    return [one for layout in rules.layouts if platform in layout.platforms for one in layout.expected]


def _path(expected: Expected) -> str:
    """Return a path that fits the first pattern."""
    return expected.any_of[0].replace("**", "part").replace("*", "")
