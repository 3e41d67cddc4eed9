"""Why something is asked: the condition under which a violated keyword stands, in words."""

from collections.abc import Mapping

from theatrum.checks.model.violations import Path
from theatrum.checks.model.walk import pointer_text, resolve
from theatrum.checks.report.phrases import one_of, permissible, quoted
from theatrum.kernel.jsontext import JsonValue


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
    test = node_at(schema, (*place, "if"))
    parts = [text for text in (_all(test), _any(test)) if text]
    return f", because {' and '.join(parts)}" if parts else ""


def _all(test: Mapping[str, JsonValue]) -> str:
    properties = test.get("properties")
    tests = [_test(name, asked) for name, asked in properties.items()] if isinstance(properties, dict) else []
    return " and ".join(tests)


def _any(test: Mapping[str, JsonValue]) -> str:
    branches = test.get("anyOf")
    listed = [_all(branch) for branch in branches if isinstance(branch, dict)] if isinstance(branches, list) else []
    return " or ".join(text for text in listed if text)


def _test(name: str, asked: JsonValue) -> str:
    if not isinstance(asked, dict) or not asked:
        return f"{name} is filled in"
    if "const" in asked:
        return f"{name} is {quoted(asked['const'])}"
    if (allowed := permissible(asked)) is not None:
        return f"{name} is {one_of(allowed)}"
    refused = asked.get("not")
    if isinstance(refused, dict) and (ruled_out := permissible(refused)) is not None:
        return f"{name} is not {one_of(ruled_out)}"
    bounds = [f"at least {asked['minimum']}"] if "minimum" in asked else []
    bounds += [f"at most {asked['maximum']}"] if "maximum" in asked else []
    return f"{name} is {' and '.join(bounds)}" if bounds else f"of what {name} is"
