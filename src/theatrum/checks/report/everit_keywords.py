"""How the Java library gathers the failures below each keyword that holds further schemas."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from theatrum.checks.model.violations import Violation, value_at
from theatrum.checks.report.everit_tree import At, Failure, Handler, Walk, all_of, leaves, listed
from theatrum.kernel.jsontext import JsonObject, JsonValue


def _named(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _grouped(violations: Iterable[Violation], key: Callable[[Violation], object]) -> dict[object, list[Violation]]:
    groups: dict[object, list[Violation]] = {}
    for violation in violations:
        groups.setdefault(key(violation), []).append(violation)
    return groups


def _by_instance(at: At) -> Callable[[Violation], object]:
    return lambda violation: violation.instance_path[len(at.instance)]


def _properties(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    groups = _grouped(violations, lambda violation: at.step(violation, 1))
    failures: list[Failure] = []
    for name, schema in _named(node["properties"]).items():
        # Of sixty columns one or two are wrong.
        if name in groups:
            failures += walk.child(schema, groups[name], at.into("properties", name, instance=(name,)))
    return failures


def _pattern_properties(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    failures: list[Failure] = []
    for pattern, schema in _named(node["patternProperties"]).items():
        own = [violation for violation in violations if at.step(violation, 1) == pattern]
        for name, group in _grouped(own, _by_instance(at)).items():
            failures += walk.child(schema, group, at.into("patternProperties", pattern, instance=(str(name),)))
    return failures


def _every(keyword: str) -> Handler:
    """Return a handler for a keyword that holds one schema for many items or properties, or one an index."""

    def handle(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
        held = node[keyword]
        inside = [violation for violation in violations if len(violation.instance_path) > len(at.instance)]
        plain = [violation for violation in violations if len(violation.instance_path) <= len(at.instance)]
        failures = leaves(walk, node, plain, at)
        for step, group in _grouped(inside, _by_instance(at)).items():
            place = step if isinstance(step, int) else str(step)
            if isinstance(held, list) and isinstance(place, int):
                failures += walk.child(held[place], group, at.into(keyword, place, instance=(place,)))
            else:
                failures += walk.child(held, group, at.into(keyword, instance=(place,)))
        return failures

    return handle


def _additional(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    refused = [violation for violation in violations if violation.keyword == "additionalProperties"]
    messages = [f"extraneous key [{name}] is not permitted" for item in refused for name in listed(item.fact)]
    failures = [Failure(at.instance, message, "additionalProperties", at.location) for message in messages]
    inside = [violation for violation in violations if violation.keyword != "additionalProperties"]
    return failures + (_every("additionalProperties")(walk, node, inside, at) if inside else [])


def _property_names(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    plain = [violation for violation in violations if not violation.branches]
    failures = leaves(walk, node, plain, at)
    named = [violation for violation in violations if violation.branches]
    for name, group in _grouped(named, lambda violation: violation.value).items():
        inside = [found for item in group for branch in item.branches for found in branch]
        # The name is the value that is judged: the walk goes on as if the name were a property's value.
        there = at.into("propertyNames", instance=(str(name),))
        moved = [replace(item, instance_path=there.instance) for item in inside]
        failures += walk.child(node["propertyNames"], moved, there)
    return failures


def _dependencies(keyword: str) -> Handler:
    def handle(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
        failures: list[Failure] = []
        for name, schema in _named(node[keyword]).items():
            inside = [item for item in violations if at.step(item, 1) == name and at.step(item, 2) is not None]
            failures += walk.child(schema, inside, at.into(keyword, name))
        plain = [violation for violation in violations if at.step(violation, 2) is None]
        return leaves(walk, node, plain, at) + failures

    return handle


def _all(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    branches = listed(node["allOf"])
    groups = _grouped(violations, lambda violation: at.step(violation, 1))
    failed: list[Failure] = []
    for index, branch in enumerate(branches):
        if index in groups:
            failed += walk.child(branch, groups[index], at.into("allOf", index))
    return all_of(len(branches), failed, at)


def _choice(keyword: str) -> Handler:
    def handle(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
        branches, violation = listed(node[keyword]), violations[0]
        causes: list[Failure] = []
        for index, found in enumerate(violation.branches):
            causes += walk.child(branches[index], list(found), at.into(keyword, index))
        message = f"no subschema matched out of the total {len(branches)} subschemas"
        if keyword == "oneOf":
            message = f"{len(branches) - len(causes)} subschemas matched instead of one"
        return [Failure(at.instance, message, keyword, at.location, tuple(causes))]

    return handle


def _then(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    causes = walk.child(node["then"], violations, at.into("then"))
    return [Failure(at.instance, 'input is invalid against the "then" schema', "then", at.location, tuple(causes))]


def _else(walk: Walk, node: JsonObject, violations: list[Violation], at: At) -> list[Failure]:
    there = at.into("if")
    here = value_at(walk.instance, at.instance)
    found = walk.schema.judge_at(there.schema, here) if walk.schema.has_part(there.schema) else []
    reasons = [
        replace(
            violation,
            instance_path=at.instance + violation.instance_path,
            evaluation_path=(*[""] * there.depth, *violation.evaluation_path),
        )
        for violation in found
    ]
    causes = walk.child(node["if"], reasons, there) + walk.child(node["else"], violations, at.into("else"))
    message = 'input is invalid against both the "if" and "else" schema'
    return [Failure(at.instance, message, "else", at.location, tuple(causes))]


HANDLERS: dict[str, Handler] = {
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
    "dependencies": _dependencies("dependencies"),
    "dependentRequired": _dependencies("dependentRequired"),
    "dependentSchemas": _dependencies("dependentSchemas"),
    "items": _every("items"),
    "prefixItems": _every("prefixItems"),
    "additionalItems": _every("additionalItems"),
    "allOf": _all,
    "anyOf": _choice("anyOf"),
    "oneOf": _choice("oneOf"),
    "then": _then,
    "else": _else,
}
