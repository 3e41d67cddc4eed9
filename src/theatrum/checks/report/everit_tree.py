"""The violations of a schema as the tree of failures that the Java library would have made of them.

It computes no verdict: it walks the schema along the paths of violations that are already known, and
gathers them as the library does. Where a place cannot be followed, the violation is told as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Path, Violation, value_at
from theatrum.checks.model.walk import resolve
from theatrum.checks.report.everit_messages import keyword_of, message_of, type_message
from theatrum.checks.report.everit_parts import Part, keywords_of, parts_of
from theatrum.kernel.jsontext import JsonObject, JsonValue

_JSON_CLASSES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": (int, float),
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One node of the tree; a leaf is one violated keyword."""

    pointer: Path
    message: str
    keyword: str | None
    location: Path | None
    causes: tuple["Failure", ...] = ()

    @property
    def count(self) -> int:
        """How many leaves there are below, a leaf being one itself."""
        return max(1, sum(cause.count for cause in self.causes))


@dataclass(frozen=True, slots=True)
class At:
    """Where the walk stands: in the instance, in the schema, and how many steps of evaluation it took."""

    instance: Path
    schema: Path
    depth: int
    # A part of a schema that fell apart has no place of its own.
    is_part: bool = False

    @property
    def location(self) -> Path | None:
        return None if self.is_part else self.schema

    def into(self, *steps: str | int, instance: Path = ()) -> "At":
        return At(self.instance + instance, self.schema + steps, self.depth + len(steps))

    def step(self, violation: Violation, ahead: int = 0) -> str | int | None:
        path, index = violation.evaluation_path, self.depth + ahead
        return path[index] if index < len(path) else None


Handler = Callable[["Walk", JsonObject, list[Violation], At], list[Failure]]


def tree(
    schema: CompiledSchema, violations: Sequence[Violation], instance: JsonValue, handlers: Mapping[str, Handler]
) -> Failure | None:
    """Return the root failure, None where there is no violation. ``handlers`` gathers by keyword."""
    at = At((), (), 0)
    placed = [violation for violation in violations if violation.decided]
    undecided = [leaf(violation, None, at) for violation in violations if not violation.decided]
    return _fold(Walk(schema, instance, handlers).visit(schema.schema, placed, at) + undecided, at)


class Walk:
    """One pass over a schema, guided by the paths of the violations."""

    def __init__(self, schema: CompiledSchema, instance: JsonValue, handlers: Mapping[str, Handler]) -> None:
        self.schema = schema
        self.instance = instance
        self._handlers = handlers

    def visit(self, node: JsonValue, violations: list[Violation], at: At) -> list[Failure]:
        """Return the failures that a schema itself reports, not yet gathered under one head."""
        if not violations or not isinstance(node, dict):
            return [leaf(violation, node, at) for violation in violations]
        if isinstance(node.get("$ref"), str) and any(at.step(violation) == "$ref" for violation in violations):
            return self._reference(node, violations, at)
        parts = parts_of(node)
        if len(parts) == 1:
            return self._part(parts[0], node, violations, at)
        return self._joined(parts, node, violations, at)

    def child(self, node: JsonValue, violations: list[Violation], at: At) -> list[Failure]:
        """Return the one failure of a schema inside another, if it has any."""
        failure = _fold(self.visit(node, violations, at), at)
        return [failure] if failure else []

    def _reference(self, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
        inside = [violation for violation in violations if at.step(violation) == "$ref"]
        beside = [violation for violation in violations if at.step(violation) != "$ref"]
        found = resolve(self.schema.schema, str(node["$ref"]))
        if found is None:
            return [leaf(violation, None, at) for violation in violations]
        rest = {key: value for key, value in node.items() if key != "$ref"}
        there = At(at.instance, tuple(found[0]), at.depth + 1)
        return self.child(found[1], inside, there) + self.visit(rest, beside, at)

    def _joined(self, parts: Sequence[Part], node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
        inside = replace(at, is_part=True)
        gathered = [_fold(self._part(part, node, violations, inside), inside) for part in parts]
        failed = [failure for failure in gathered if failure]
        known = {keyword for part in parts for keyword in part.keywords}
        unknown = [leaf(violation, node, at) for violation in violations if at.step(violation) not in known]
        return (all_of(len(parts), failed, at) if failed else []) + unknown

    def _part(self, part: Part, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
        if part.kind == "types":
            own = [violation for violation in violations if at.step(violation) in part.keywords]
            return self._types(node, own, at) if own else []
        failures: list[Failure] = []
        for keyword in part.keywords:
            own = [violation for violation in violations if at.step(violation) == keyword]
            if own:
                failures += self._handlers.get(keyword, leaves)(self, node, own, at)
        return failures

    def _types(self, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
        """Several types are a choice for the library: each that is not the value's, or whose keywords fail."""
        inside = replace(at, is_part=True)
        value = value_at(self.instance, at.instance)
        names = [str(name) for name in listed(node["type"])]
        causes = [cause for name in names for cause in self._of_type(name, value, node, violations, inside)]
        message = f"no subschema matched out of the total {len(names)} subschemas"
        return [Failure(at.instance, message, "anyOf", at.location, tuple(causes))]

    def _of_type(
        self, name: str, value: JsonValue, node: JsonObject, violations: list[Violation], at: At
    ) -> list[Failure]:
        is_number = name in {"integer", "number"} and isinstance(value, bool)
        if is_number or not isinstance(value, _JSON_CLASSES.get(name, ())):
            return [Failure(at.instance, type_message(name, value), "type", at.location)]
        failure = _fold(self._part(Part(name, keywords_of(name)), node, violations, at), at)
        return [failure] if failure else []


def leaf(violation: Violation, node: JsonValue, at: At) -> Failure:
    return Failure(violation.instance_path, message_of(violation, node), keyword_of(violation), at.location)


def _fold(failures: Sequence[Failure], at: At) -> Failure | None:
    """Gather failures as the library does at the end of each schema: none, the one, or a head over all."""
    if len(failures) < 2:
        return failures[0] if failures else None
    count = sum(failure.count for failure in failures)
    return Failure(at.instance, f"{count} schema violations found", None, at.location, tuple(failures))


def all_of(total: int, failed: Sequence[Failure], at: At) -> list[Failure]:
    message = f"only {total - len(failed)} subschema matches out of {total}"
    return [Failure(at.instance, message, "allOf", at.location, tuple(failed))]


def leaves(_walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    """Return one leaf for each violation: the handler of every plain keyword."""
    return [leaf(violation, node, at) for violation in violations]


def listed(value: JsonValue) -> list[JsonValue]:
    """Return a JSON array, or nothing."""
    return value if isinstance(value, list) else []
