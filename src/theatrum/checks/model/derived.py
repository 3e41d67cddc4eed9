"""Annotations that a schema supplies: what const and default say about properties nobody has set.

The branch of a condition counts when its ``if`` (or, for ``else``, its failure) and the branch itself
hold. A default is written before the conditions beside it are looked at, so that it can trigger them.
"""

from collections.abc import Iterator, Mapping

from theatrum.checks.model.annotations import AnnotationType, AnnotationValue, from_json
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Path
from theatrum.checks.model.walk import resolve
from theatrum.kernel.jsontext import JsonObject, JsonValue

_COMBINED = ("allOf", "anyOf", "oneOf")


def derived_annotations(schema: CompiledSchema, entity: Mapping[str, JsonValue]) -> dict[str, AnnotationValue]:
    """Return the annotations that follow from the schema for a valid entity; none for an invalid one."""
    working: JsonObject = dict(entity)
    if not schema.accepts(working):
        return {}
    walk = _Walk(schema, frozenset(entity), working)
    walk.add(schema.schema)
    walk.visit(schema.schema, ())
    return walk.found if schema.accepts(working) else {}


class _Walk:
    def __init__(self, schema: CompiledSchema, present: frozenset[str], working: JsonObject) -> None:
        self.found: dict[str, AnnotationValue] = {}
        self._schema = schema
        self._present = present
        self._working = working

    def visit(self, node: JsonValue, path: Path, seen: frozenset[str] = frozenset()) -> None:
        """Go through what applies to the entity itself: combinations, defaults, conditions; in this order."""
        if not isinstance(node, dict):
            return
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in seen and (found := resolve(self._schema.schema, reference)):
            self.visit(found[1], tuple(found[0]), seen | {reference})
        for keyword in _COMBINED:
            branches = node.get(keyword)
            for index, branch in enumerate(branches if isinstance(branches, list) else []):
                self.visit(branch, (*path, keyword, index), seen)
        self._write_defaults(node)
        if "if" in node:
            self._condition(node, path, seen)

    def add(self, node: JsonValue) -> None:
        """Collect the values of every property that a matching schema speaks of."""
        root = self._schema.schema
        named = [item for part in _parts(root, node) for item in _properties(part) if item[0] not in self._present]
        for name, declared in named:
            for value in _values(root, declared):
                self._merge(name, value)

    def _condition(self, node: JsonObject, path: Path, seen: frozenset[str]) -> None:
        if not self._schema.has_part((*path, "if")):
            return
        branch = "then" if self._schema.accepts_at((*path, "if"), self._working) else "else"
        if branch in node:
            self.visit(node[branch], (*path, branch), seen)
            if self._schema.accepts_at((*path, branch), self._working):
                self.add(node[branch])

    def _write_defaults(self, node: JsonObject) -> None:
        for name, declared in _properties(node):
            if isinstance(declared, dict) and "default" in declared:
                self._working.setdefault(name, declared["default"])

    def _merge(self, name: str, value: JsonValue) -> None:
        new, old = from_json(value), self.found.get(name)
        if new is None:
            return
        if old is not None:
            kind = old.type if old.type == new.type else AnnotationType.STRING
            new = AnnotationValue(kind, tuple(dict.fromkeys((*old.value, *new.value))))
        self.found[name] = new


def _properties(node: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    properties = node.get("properties")
    if isinstance(properties, dict):
        yield from properties.items()


def _parts(root: JsonObject, node: JsonValue, depth: int = 0) -> Iterator[JsonObject]:
    """Yield a schema and what it combines, references followed; a circle ends at a depth no schema needs."""
    if not isinstance(node, dict) or depth > 64:
        return
    reference = node.get("$ref")
    if isinstance(reference, str) and (found := resolve(root, reference)):
        yield from _parts(root, found[1], depth + 1)
        return
    yield node
    for keyword in _COMBINED:
        branches = node.get(keyword)
        for branch in branches if isinstance(branches, list) else []:
            yield from _parts(root, branch, depth + 1)


def _values(root: JsonObject, declared: JsonValue) -> Iterator[JsonValue]:
    for part in _parts(root, declared):
        if "const" in part:
            yield part["const"]
        elif "default" in part:
            yield part["default"]
        if "contains" in part:
            yield from _values(root, part["contains"])
