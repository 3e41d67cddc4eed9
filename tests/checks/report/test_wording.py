"""Our own wording: what is wrong, what to do, and never the value itself."""

from dataclasses import fields

import pytest

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.component import compile_component
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.report.suggestions import nearest
from theatrum.checks.report.wording import word
from theatrum.kernel.jsontext import JsonObject, JsonValue

PROFILE = load_profile(ProfileFolder.packaged("htan2"))


def _of(schema: JsonObject, instance: JsonValue, row: int | None = None) -> list[Finding]:
    compiled = compile_schema(schema)
    return word(compiled, compiled.judge(instance), row=row)


def _of_component(name: str, instance: JsonObject) -> dict[str | None, Finding]:
    component = PROFILE.component(name, "1.0.0")
    assert component is not None
    findings = _of(compile_component(component, PROFILE.overlay), instance)
    return {finding.column: finding for finding in findings}


def test_nearest_permissible_value_is_offered() -> None:
    finding = _of_component("scRNALevel1", {"SINGLE_CELL_ISOLATION_METHOD": "Droplet based"})[
        "SINGLE_CELL_ISOLATION_METHOD"
    ]
    assert finding.code == "schema.enum"
    assert finding.severity == Severity.ERROR
    assert finding.fix == 'Did you mean "Droplet-based"?'
    assert finding.suggestions == ("Droplet-based",)
    assert (finding.value_class, finding.value) == ("text", "Droplet based")
    assert "Droplet based" not in finding.message


def test_missing_attribute_says_what_it_must_be() -> None:
    found = _of_component("scRNALevel1", {})
    assert found["NUCLEIC_ACID_SOURCE"].message == "NUCLEIC_ACID_SOURCE is missing."
    assert found["NUCLEIC_ACID_SOURCE"].fix == 'Add it: one of "DNA", "RNA", "Unknown".'
    assert found["WORKFLOW_VERSION"].fix == "Add it: text. Major version of the workflow that made the file."
    assert found["NUCLEIC_ACID_SOURCE"].value_class == "nothing"


def test_what_the_overlay_asks_names_its_source() -> None:
    found = _of_component("Demographics", {"HTAN_PARTICIPANT_ID": "HTA300_1"})
    assert (found["HTAN_PARTICIPANT_ID"].source, found["HTAN_PARTICIPANT_ID"].requirement) == (Source.OVERLAY, "R65")
    assert (found["SEX"].source, found["SEX"].requirement) == (Source.MODEL, None)


@pytest.mark.requirement("R64")
def test_condition_is_told_with_its_reason() -> None:
    schema: JsonObject = {
        "properties": {"STATUS": {}, "CAUSE": {"enum": ["Cancer", "Other"]}},
        "allOf": [
            {
                "if": {"properties": {"STATUS": {"const": "Dead"}}, "required": ["STATUS"]},
                "then": {"required": ["CAUSE"]},
            }
        ],
    }
    (finding,) = _of(schema, {"STATUS": "Dead"})
    assert finding.message == 'CAUSE is missing, because STATUS is "Dead".'
    assert finding.fix == 'Add it: one of "Cancer", "Other".'


@pytest.mark.parametrize(
    ("asked", "value", "reason"),
    [
        ({"const": True}, True, "A is true"),
        ({}, 1, "A is filled in"),
        ({"anyOf": [{"const": "x"}, {"const": "y"}]}, "x", 'A is one of "x", "y"'),
        ({"not": {"anyOf": [{"const": "x"}, {"const": "y"}]}}, "z", 'A is not one of "x", "y"'),
        ({"pattern": "^Stage.*"}, "Stage I", 'A begins with "Stage"'),
        ({"pattern": ".*gical.*"}, "surgical", 'A contains "gical"'),
        ({"pattern": "^true$"}, "true", 'A is "true"'),
        ({"pattern": "end$"}, "the end", 'A ends with "end"'),
        ({"anyOf": [{"pattern": ".*x.*"}, {"pattern": "^y"}]}, "x", 'A contains "x" or begins with "y"'),
        ({"pattern": "^a[bc]"}, "ab", "A is what it is"),
        ({"minimum": 5}, 6, "A is at least 5"),
        ({"pattern": "^x"}, ["y"], "A is filled in"),
    ],
)
def test_reason_of_a_condition_is_told(asked: JsonObject, value: JsonValue, reason: str) -> None:
    declared: JsonObject = {"type": "array"} if isinstance(value, list) else {}
    test: JsonObject = {"properties": {"A": asked}, "required": ["A"]}
    conditions: list[JsonValue] = [test, {"anyOf": [test]}]
    for condition in conditions:
        schema: JsonObject = {"properties": {"A": declared}, "if": condition, "then": {"required": ["B"]}}
        (finding,) = _of(schema, {"A": value})
        assert finding.message == f"B is missing, because {reason}."


@pytest.mark.parametrize(
    ("declared", "value", "message", "fix"),
    [
        ({"type": "integer"}, "1,000", "A must be a whole number; it is text.", 'Did you mean "1000"?'),
        ({"type": "number"}, " 1.5", "A must be a number; it is text.", 'Did you mean "1.5"?'),
        ({"type": "boolean"}, "Yes", "A must be true or false; it is text.", 'Did you mean "true"?'),
        ({"type": "integer"}, "many", "A must be a whole number; it is text.", "Write a whole number."),
        ({"type": "string", "enum": ["1"]}, 1, "A must be text; it is a whole number.", 'Did you mean "1"?'),
        ({"type": "integer", "minimum": 0}, -1, "A must be at least 0.", "Write a whole number, at least 0."),
        ({"maximum": 100, "type": "number"}, 101, "A must be at most 100.", "Write a number, at most 100."),
        (
            {"pattern": "^HTA2+$", "description": "An id."},
            "x",
            "A is not written in the form that is asked for.",
            "An id.",
        ),
        ({"pattern": "^HTA2+$"}, "x", "A is not written in the form that is asked for.", "It must match ^HTA2+$."),
        ({"pattern": r"^0\.1$"}, "x", 'A must be "0.1".', 'Write "0.1".'),
        ({"pattern": "^HTA2$"}, " hta2 ", 'A must be "HTA2".', 'Did you mean "HTA2"?'),
        ({"enum": ["a", "b"]}, "", "A is empty.", 'Write one of "a", "b".'),
        ({"minLength": 3}, "ab", "A must have at least 3 characters; it has 2.", "Write a value."),
        ({"const": True}, False, "A must be true.", "Write true."),
        ({"uniqueItems": True}, [1, 1], "A lists an item more than once.", "Remove the repeated ones."),
        ({"items": {"type": "string"}}, ["a", 1], "Item 2 of A must be text; it is a whole number.", "Write text."),
        (False, 1, "A must be left out.", "Remove it."),
    ],
)
def test_keyword_is_worded_for_people(declared: JsonValue, value: JsonValue, message: str, fix: str) -> None:
    (finding,) = _of({"properties": {"A": declared}}, {"A": value})
    assert (finding.column, finding.message, finding.fix) == ("A", message, fix)


def test_nothing_is_invented_about_an_attribute_of_which_the_model_says_nothing() -> None:
    (finding,) = _of({"required": ["A"], "properties": {"A": {"description": "How many of them."}}}, {})
    assert finding.fix == "Add it. How many of them."
    (finding,) = _of({"required": ["A"], "properties": {"A": {"type": "string", "pattern": r"^0\.1$"}}}, {})
    assert finding.fix == 'Add it: "0.1".'


def test_unknown_attribute_is_told_with_the_one_that_was_meant() -> None:
    schema: JsonObject = {"properties": {"HTAN_PARENT_ID": {}}, "additionalProperties": False}
    found = _of(schema, {"HTAN_PARENT": 1, "ZZZ": 2})
    assert [(finding.column, finding.fix) for finding in found] == [
        ("HTAN_PARENT", 'Did you mean "HTAN_PARENT_ID"?'),
        ("ZZZ", "Remove it."),
    ]


def test_findings_stand_in_the_order_of_the_attributes() -> None:
    schema: JsonObject = {
        "properties": {"b": {"type": "string"}, "a": {"type": "string"}},
        "required": ["a"],
        "minProperties": 9,
    }
    assert [finding.column for finding in _of(schema, {"b": 1}, row=7)] == ["b", "a", None]
    assert {finding.row for finding in _of(schema, {"b": 1}, row=7)} == {7}


def test_no_word_but_value_holds_the_value() -> None:
    """A privacy finding on the same cell masks ``value``: it must be in no other field."""
    secret = "Jane Roe 1970-01-01"
    schema: JsonObject = {
        "properties": {
            "a": {"type": "integer"},
            "b": {"enum": ["x"]},
            "c": {"pattern": "^x$"},
            "d": {"maxLength": 2},
            "e": {"format": "date"},
            "f": {"const": "x"},
            "g": {"items": {"type": "integer"}},
            "h": {"anyOf": [{"type": "integer"}, {"pattern": "^x"}]},
            "i": {"not": {"type": "string"}},
        }
    }
    found = _of(schema, {**dict.fromkeys("abcdefhi", secret), "g": [secret]})
    assert len(found) == 9
    for finding in found:
        said = {field.name: str(getattr(finding, field.name)) for field in fields(finding)}
        assert [name for name, text in said.items() if secret in text] == ["value"]


def test_masked_finding_holds_nothing_made_from_the_value() -> None:
    (finding,) = _of({"properties": {"a": {"pattern": "^ROE$"}}}, {"a": "roe"})
    assert finding.suggestions == ("ROE",)
    masked = finding.masked()
    assert (masked.value, masked.fix, masked.suggestions) == (None, None, ())
    assert masked.message == finding.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("UBERON:2048", ("UBERON:0002048",)),
        ("uberon:0002048 ", ("UBERON:0002048",)),
        ("UBERON:2049", ()),
        ("not_reported", ("Not Reported",)),
        (True, ()),
        (None, ()),
    ],
)
def test_code_is_offered_only_where_its_digits_agree(written: JsonValue, meant: tuple[str, ...]) -> None:
    allowed: list[JsonValue] = ["UBERON:0002048", "UBERON:0020480", "Not Reported", 5]
    assert nearest(written, allowed) == meant
    assert nearest(written, [*allowed, *(f"X:{number}" for number in range(5000))]) == meant


def test_hostile_pattern_is_told_as_undecided() -> None:
    (finding,) = _of({"properties": {"A": {"pattern": "^((?:a(?!b)|a)+)+$"}}}, {"A": "a" * 60 + "!"})
    assert (finding.code, finding.fix) == ("schema.undecided", "Shorten it.")
