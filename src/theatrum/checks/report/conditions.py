"""Why something is asked: the condition under which a violated keyword stands, in words."""

from collections.abc import Mapping

from theatrum.checks.model.violations import Path
from theatrum.checks.model.walk import pointer_text, resolve
from theatrum.checks.report.phrases import one_of, quoted
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
    properties = node_at(schema, (*place, "if")).get("properties")
    tests = [_test(name, asked) for name, asked in properties.items()] if isinstance(properties, dict) else []
    return f", because {' and '.join(tests)}" if tests else ""


def _test(name: str, asked: JsonValue) -> str:
    if not isinstance(asked, dict) or not asked:
        return f"{name} is filled in"
    if "const" in asked:
        return f"{name} is {quoted(asked['const'])}"
    branches = asked.get("anyOf")
    if isinstance(branches, list) and all(isinstance(branch, dict) and "const" in branch for branch in branches):
        return f"{name} is {one_of([branch['const'] for branch in branches if isinstance(branch, dict)])}"
    return f"of what {name} is"
