"""Whatever schema and object meet: the report loses nothing, invents nothing, and fits the verdict."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.errors import SchemaUnusable
from theatrum.checks.report.everit import report
from theatrum.checks.report.everit_keywords import HANDLERS
from theatrum.checks.report.everit_tree import Failure, tree
from theatrum.checks.report.wording import word
from theatrum.kernel.jsontext import JsonObject, JsonValue

NAMES = st.sampled_from(["a", "b", "c", "~/"])
SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0]) | st.sampled_from(["", "a", "bc"])
)
INSTANCES: st.SearchStrategy[JsonValue] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])
META = st.sampled_from(
    [
        "http://json-schema.org/draft-07/schema#",
        "http://json-schema.org/draft-06/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ]
)


def _schemas(inner: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonValue]:
    several = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(NAMES, inner, max_size=3)
    count = st.integers(0, 3)
    keywords: dict[str, st.SearchStrategy[JsonValue]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(SCALARS, min_size=1, max_size=3),
        "const": SCALARS,
        "minLength": count,
        "maxLength": count,
        "pattern": st.sampled_from(["^a", "b$", "^(?=a)"]),
        "minimum": st.integers(-2, 2),
        "exclusiveMaximum": st.integers(-2, 2),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "minItems": count,
        "uniqueItems": st.booleans(),
        "items": inner,
        "contains": inner,
        "required": st.lists(NAMES, max_size=2, unique=True),
        "minProperties": count,
        "properties": named,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "^b"]), inner, max_size=2),
        "additionalProperties": inner,
        "propertyNames": inner,
        "dependencies": st.dictionaries(NAMES, inner | st.lists(NAMES, max_size=2, unique=True), max_size=2),
        "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=2),
        "unevaluatedProperties": inner,
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "$ref": st.just("#/definitions/shared"),
    }
    return st.fixed_dictionaries({}, optional=keywords).map(lambda found: dict(list(found.items())[:5]))


SCHEMAS: st.SearchStrategy[JsonValue] = st.recursive(st.booleans() | st.just({}), _schemas, max_leaves=5)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[JsonObject, JsonValue]:
    schema = draw(SCHEMAS.filter(lambda found: isinstance(found, dict)))
    assert isinstance(schema, dict)
    shared: list[JsonValue] = [{"type": "string"}, {"enum": [1, "a"]}, {"required": ["a"]}]
    definitions: JsonObject = {"shared": draw(st.sampled_from(shared))}
    return {**schema, "$schema": draw(META), "definitions": definitions}, draw(INSTANCES)


def _leaves(failure: Failure) -> Iterator[Failure]:
    if not failure.causes:
        yield failure
    for cause in failure.causes:
        yield from _leaves(cause)


@given(_cases())
def test_report_fits_the_verdict(case: tuple[JsonObject, JsonValue]) -> None:
    schema, instance = case
    try:
        compiled = compile_schema(schema)
    except SchemaUnusable:
        assume(condition=False)
        return
    violations = compiled.judge(instance)
    root = tree(compiled, violations, instance, HANDLERS)
    found = report(compiled, violations, instance)
    assert (root is None) == (found is None) == (not violations)
    if root is None or found is None:
        return
    leaves = list(_leaves(root))
    assert root.count == len(leaves) == len(found.all_messages)
    if root.keyword is None:
        assert found.message == f"{len(leaves)} schema violations found"
    # What a violation without branches says of a place is said of that place.
    simple = {item.instance_path for item in violations if not item.branches and item.keyword != "propertyNames"}
    assert simple <= {leaf.pointer for leaf in leaves} | {()}


@given(_cases())
def test_findings_fit_the_verdict(case: tuple[JsonObject, JsonValue]) -> None:
    schema, instance = case
    try:
        compiled = compile_schema(schema)
    except SchemaUnusable:
        assume(condition=False)
        return
    violations = compiled.judge(instance)
    findings = word(compiled, violations)
    assert bool(findings) == bool(violations)
    assert all(finding.message.endswith(".") and finding.fix for finding in findings)


@pytest.mark.parametrize(
    "schema", [{"propertyNames": False}, {"additionalProperties": False}, {"dependencies": {"a": False}}]
)
def test_false_below_a_keyword_is_told(schema: JsonObject) -> None:
    compiled = compile_schema(schema)
    assert report(compiled, compiled.judge({"a": 1}), {"a": 1}) is not None


def test_part_with_a_name_of_its_own_is_told() -> None:
    """Places inside it cannot be followed from outside: what is known is told all the same."""
    schema: JsonObject = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {"x": {"$id": "http://example.org/x", "$defs": {"q": {"pattern": "^A$"}}, "$ref": "#/$defs/q"}},
    }
    compiled = compile_schema(schema)
    violations = compiled.judge({"x": "a"})
    found = report(compiled, violations, {"x": "a"})
    assert found is not None
    assert found.all_messages == ("#/x: string [a] does not match pattern ^A$",)
    assert [finding.column for finding in word(compiled, violations)] == ["x"]
