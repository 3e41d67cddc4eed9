"""Compiling and judging: drafts, references, hostile patterns, odd instances."""

import pytest

from theatrum.checks.model.compiled import LONGEST_STRING, compile_schema
from theatrum.checks.model.dialect import Draft, draft_of
from theatrum.checks.model.errors import PartUnknown, ReferenceUnresolved, SchemaUnusable, SubjectUnusable
from theatrum.kernel.jsontext import JsonObject, JsonValue

# Exponential for a backtracking engine without a bound; no linear engine takes the look-around.
HOSTILE = "^((?:a(?!b)|a)+)+$"


@pytest.mark.parametrize(
    ("named", "draft"),
    [
        ("https://json-schema.org/draft-07/schema", Draft.DRAFT_7),
        ("http://json-schema.org/draft-07/schema#", Draft.DRAFT_7),
        ("http://json-schema.org/draft-06/schema#", Draft.DRAFT_6),
        ("http://json-schema.org/draft-04/schema#", Draft.DRAFT_4),
        ("https://json-schema.org/draft/2019-09/schema", Draft.DRAFT_2019_09),
        ("https://json-schema.org/draft/2020-12/schema", Draft.DRAFT_2020_12),
    ],
)
def test_draft_is_the_one_that_schema_names(named: str, draft: Draft) -> None:
    assert draft_of({"$schema": named}) == draft


def test_draft_is_seven_when_nothing_is_named() -> None:
    assert draft_of({}) == Draft.DRAFT_7


@pytest.mark.parametrize("named", ["http://json-schema.org/draft-03/schema#", "http://example.org/schema", 7, ["a"]])
def test_draft_is_refused_when_unknown(named: JsonValue) -> None:
    with pytest.raises(SchemaUnusable, match="no known draft"):
        compile_schema({"$schema": named})


def test_htan_meta_schema_is_judged_as_draft_seven() -> None:
    """In draft 2019-09 and later ``if`` beside ``$ref`` counts; in draft 7 it is ignored."""
    schema: JsonObject = {
        "$schema": "https://json-schema.org/draft-07/schema",
        "definitions": {"any": {}},
        "properties": {"a": {"$ref": "#/definitions/any", "type": "string"}},
    }
    assert compile_schema(schema).accepts({"a": 1})
    assert not compile_schema({**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"}).accepts({"a": 1})


def test_schema_is_compiled_once_by_content() -> None:
    first = compile_schema({"type": "object", "title": "one"})
    assert compile_schema({"title": "one", "type": "object"}) is first
    assert compile_schema({"title": "two", "type": "object"}) is not first


def test_schema_is_found_by_a_digest_that_the_caller_has() -> None:
    first = compile_schema({"title": "digest"}, digest="0123")
    assert compile_schema({"title": "digest"}, digest="0123") is first


@pytest.mark.parametrize(
    "reference",
    ["http://example.org/other.json", "file:///etc/passwd", "#/definitions/none", "other.json#/definitions/a"],
)
def test_reference_out_of_the_document_is_refused(reference: str) -> None:
    with pytest.raises(ReferenceUnresolved, match="inside the document"):
        compile_schema({"properties": {"a": {"$ref": reference}}})


def test_reference_inside_the_document_is_followed() -> None:
    schema = compile_schema(
        {"definitions": {"a/b": {"type": "string"}}, "properties": {"a": {"$ref": "#/definitions/a~1b"}}}
    )
    (violation,) = schema.judge({"a": 1})
    assert violation.evaluation_path == ("properties", "a", "$ref", "type")
    assert violation.schema_path == ("definitions", "a/b", "type")


@pytest.mark.parametrize(
    "broken",
    [{"type": "nope"}, {"pattern": "("}, {"required": "a"}, {"pattern": "(a{1000}){1000}{1000}"}, {"minimum": "1"}],
)
def test_broken_schema_is_refused_with_its_place(broken: JsonObject) -> None:
    with pytest.raises(SchemaUnusable, match=f"at #/{next(iter(broken))}"):
        compile_schema(broken)


def test_schema_that_is_no_json_is_refused() -> None:
    nested: JsonObject = {}
    for _ in range(5000):
        nested = {"not": nested}
    with pytest.raises(SchemaUnusable):
        compile_schema(nested)


@pytest.mark.parametrize(
    ("schema", "instance"),
    [
        ({"pattern": HOSTILE}, "a" * 60 + "!"),
        ({"not": {"pattern": HOSTILE}}, "a" * 60 + "!"),
        ({"anyOf": [{"pattern": HOSTILE}, {"type": "integer"}]}, "a" * 60 + "!"),
        ({"if": {"pattern": HOSTILE}, "then": False}, "a" * 60 + "!"),
        ({"items": {"pattern": HOSTILE}}, ["a" * 60 + "!"]),
        ({"patternProperties": {HOSTILE: False}}, {"a" * 60 + "!": 1}),
        ({"propertyNames": {"pattern": HOSTILE}}, {"a" * 60 + "!": 1}),
    ],
)
def test_hostile_pattern_is_undecided_and_does_not_pass(schema: JsonObject, instance: JsonValue) -> None:
    (violation,) = compile_schema(schema).judge(instance)
    assert not violation.decided


def test_look_around_on_very_long_text_is_undecided() -> None:
    """Such a pattern is quadratic on long text even within its bound."""
    schema = compile_schema({"properties": {"a": {"pattern": "(?=(a+)+$)(a|a?)+c"}, "b": {}}})
    text = "a" * (LONGEST_STRING + 1)
    assert [(item.instance_path, item.decided) for item in schema.judge({"a": text})] == [(("a",), False)]
    assert [item.instance_path for item in schema.judge({"b": [text]})] == [("b", 0)]


def test_pattern_without_look_around_takes_long_text() -> None:
    assert compile_schema({"pattern": "^(a+)+$"}).accepts("a" * 1_000_000)


@pytest.mark.parametrize(
    ("pattern", "text", "is_valid"),
    [
        (r"^\d+$", "1", True),
        (r"^\d+$", "\u0661", False),
        (r"^a$", "a\n", False),
        (r"a", "xax", True),
        (r"^(?=.{1,3}$)[a-z]+$", "abcd", False),
        (r"^(?=.{1,3}$)[a-z]+$", "abc", True),
    ],
)
def test_pattern_has_its_ecma_meaning(pattern: str, text: str, *, is_valid: bool) -> None:
    assert compile_schema({"pattern": pattern}).accepts(text) is is_valid


def test_large_enum_is_judged() -> None:
    schema = compile_schema({"enum": [f"C{number}" for number in range(20_000)]})
    assert schema.accepts("C19999")
    (violation,) = schema.judge("C20000")
    assert (violation.keyword, violation.fact) == ("enum", None)


@pytest.mark.parametrize(
    ("instance", "is_valid"), [(1, True), (1.0, True), (1.5, False), (True, False), (10**40, True)]
)
def test_whole_number_is_told_from_others(instance: JsonValue, *, is_valid: bool) -> None:
    assert compile_schema({"type": "integer"}).accepts(instance) is is_valid


def test_instance_that_is_no_json_is_refused() -> None:
    deep: JsonObject = {}
    for _ in range(300):
        deep = {"a": deep}
    for instance in (deep, {"a": {1, 2}}):
        with pytest.raises(SubjectUnusable, match="plain JSON"):
            compile_schema({"enum": [1]}).judge(instance)  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize("identity", ["https://example.org/s", "HTAN2Organization-Demographics-1.0.0", None])
def test_part_of_a_schema_is_judged_with_its_references(identity: str | None) -> None:
    schema: JsonObject = {
        "definitions": {"c": {"required": ["z"]}},
        "allOf": [{"if": {"$ref": "#/definitions/c"}, "then": {}}],
        **({"$id": identity} if identity else {}),
    }
    compiled = compile_schema(schema)
    (violation,) = compiled.judge_at(("allOf", 0, "if"), {})
    assert violation.evaluation_path == ("$ref", "required")
    assert compiled.accepts_at(("allOf", 0, "if"), {"z": 1})


def test_part_that_is_not_there_is_told() -> None:
    compiled = compile_schema({"properties": {"type": {"type": "string"}, "a%b": {"type": "string"}}})
    assert compiled.has_part(("properties", "type"))
    assert not compiled.accepts_at(("properties", "a%b"), 1)
    assert not compiled.has_part(("properties", "b"))
    with pytest.raises(PartUnknown, match="#/properties/b"):
        compiled.accepts_at(("properties", "b"), 1)


def test_references_that_multiply_without_end_are_refused() -> None:
    steps: JsonObject = {
        str(step): {"allOf": [{"$ref": f"#/definitions/{step + 1}"}, {"$ref": f"#/definitions/{step + 1}"}]}
        for step in range(60)
    }
    schema: JsonObject = {
        "definitions": {**steps, "60": {"type": "string"}},
        "properties": {"a": {"$ref": "#/definitions/0"}},
    }
    with pytest.raises(SchemaUnusable, match="unfold to more than"):
        compile_schema(schema)


def test_references_that_lead_back_to_themselves_are_used() -> None:
    schema: JsonObject = {"properties": {"child": {"$ref": "#"}, "name": {"type": "string"}}}
    assert compile_schema(schema).judge({"child": {"child": {"name": 1}}})[0].keyword == "type"


def test_name_inside_an_object_is_judged_by_itself() -> None:
    schema = compile_schema({"properties": {"c": {"propertyNames": {"maxLength": 1, "anyOf": [{"pattern": "^x"}]}}}})
    (found,) = schema.judge({"c": {"xx": 1}})
    assert (found.keyword, found.value, found.instance_path) == ("propertyNames", "xx", ("c",))
    ((inner,),) = found.branches
    assert (inner.keyword, inner.value, inner.fact) == ("maxLength", "xx", 1)
