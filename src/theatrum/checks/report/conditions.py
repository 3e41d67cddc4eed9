"""Why something is asked: the condition under which a violated keyword stands, in words."""

import re
from collections.abc import Mapping

from theatrum.checks.model.violations import Path
from theatrum.checks.model.walk import pointer_text, resolve
from theatrum.checks.report.phrases import one_of, permissible, quoted
from theatrum.kernel.jsontext import JsonValue

# A text between "anything" or the ends: what most patterns of conditions are.
_SIMPLE = re.compile(r"(\^|\.\*|)([A-Za-z0-9 _-]+)(\$|\.\*|)")


def node_at(schema: Mapping[str, JsonValue], path: Path) -> Mapping[str, JsonValue]:
    """Return the part of a schema at a path, empty where there is none."""
    found = resolve(schema, pointer_text(path))
    return found[1] if found and isinstance(found[1], dict) else {}


def condition_of(path: Path) -> Path | None:
    """Return the place of the innermost if/then around a path."""
    places = [index for index, step in enumerate(path) if step in {"then", "else"}]
    return path[: places[-1]] if places else None


def reason(schema: Mapping[str, JsonValue], path: Path) -> str:
    """Say because of what a keyword applies, such as ``, because HAS_IMAGE is true``; empty where it always does."""
    place = condition_of(path)
    if place is None or path[len(place)] == "else":
        return ""
    test, lists = node_at(schema, (*place, "if")), _lists(schema)
    parts = [text for text in (_all(test, lists), _any(test, lists)) if text]
    return f", because {' and '.join(parts)}" if parts else ""


def _lists(schema: Mapping[str, JsonValue]) -> frozenset[str]:
    """Return the attributes that are lists: no pattern says anything of them, so it always holds."""
    properties = schema.get("properties")
    named = properties.items() if isinstance(properties, dict) else ()
    return frozenset(name for name, shape in named if isinstance(shape, dict) and shape.get("type") == "array")


def _all(test: Mapping[str, JsonValue], lists: frozenset[str]) -> str:
    properties = test.get("properties")
    named = properties.items() if isinstance(properties, dict) else ()
    return " and ".join(f"{name} {_test(asked, is_list=name in lists) or 'is what it is'}" for name, asked in named)


def _any(test: Mapping[str, JsonValue], lists: frozenset[str]) -> str:
    branches = test.get("anyOf")
    listed = [branch for branch in branches if isinstance(branch, dict)] if isinstance(branches, list) else []
    return " or ".join(text for text in (_all(branch, lists) for branch in listed) if text)


def _test(asked: JsonValue, *, is_list: bool) -> str:
    """Say what a condition asks of one attribute; empty where that takes more than a few words."""
    if not isinstance(asked, dict) or not asked:
        return "is filled in"
    if "const" in asked:
        return f"is {quoted(asked['const'])}"
    if (allowed := permissible(asked)) is not None:
        return f"is {one_of(allowed)}"
    refused = asked.get("not")
    if isinstance(refused, dict) and (ruled_out := permissible(refused)) is not None:
        return f"is not {one_of(ruled_out)}"
    return _patterns(asked, is_list=is_list) or _bounds(asked)


def _bounds(asked: Mapping[str, JsonValue]) -> str:
    bounds = [f"at least {asked['minimum']}"] if "minimum" in asked else []
    bounds += [f"at most {asked['maximum']}"] if "maximum" in asked else []
    return f"is {' and '.join(bounds)}" if bounds else ""


def _patterns(asked: Mapping[str, JsonValue], *, is_list: bool) -> str:
    branches = asked.get("anyOf")
    listed = branches if isinstance(branches, list) else [dict(asked)]
    patterns = [branch.get("pattern") if isinstance(branch, dict) else None for branch in listed]
    if not patterns or not all(isinstance(pattern, str) for pattern in patterns):
        return ""
    if is_list:
        return "is filled in"
    told = [_pattern(str(pattern)) for pattern in patterns]
    return " or ".join(told) if all(told) else ""


def _pattern(pattern: str) -> str:
    simple = _SIMPLE.fullmatch(pattern)
    if simple is None:
        return ""
    begins, ends = simple[1] == "^", simple[3] == "$"
    verb = "is" if begins and ends else "begins with" if begins else "ends with" if ends else "contains"
    return f'{verb} "{simple[2]}"'
