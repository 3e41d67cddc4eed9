"""Defects of a data model: each told once, in words, and only where there is one."""

import pytest

from theatrum.checks.findings import Severity
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.defects import defects_of, model_defects
from theatrum.checks.model.schemas import published_schema
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.kernel.jsontext import JsonObject, JsonValue

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
SOUND: JsonObject = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "KIND": {"type": "string"},
        "COUNT": {"type": "integer"},
        "IS_NEW": {"type": "boolean"},
        "TAGS": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["KIND"],
    "additionalProperties": False,
    "if": {"properties": {"KIND": {"pattern": "^a"}, "COUNT": {"minimum": 1}, "IS_NEW": {"const": True}}},
    "then": {"required": ["COUNT"]},
}


def _told(**changed: JsonValue) -> list[tuple[str | None, str]]:
    found = model_defects({**SOUND, **changed}, "Fish")
    assert all((one.code, one.severity, one.component) == ("schema.model_defect", "note", "Fish") for one in found)
    assert all(one.fix for one in found)
    return [(one.column, one.message) for one in found]


def _when(**tests: JsonValue) -> JsonObject:
    return {"properties": dict(tests), "required": [*tests]}


def test_sound_schema_has_no_defect() -> None:
    compile_schema(SOUND)
    assert _told() == []


@pytest.mark.parametrize(
    ("tests", "column", "said"),
    [
        ({"STAGE": {"const": "IV"}}, "STAGE", "does not have, so it never applies"),
        (
            {"IS_NEW": {"pattern": "^true$"}},
            "IS_NEW",
            "which is true or false: it holds for every",
        ),
        ({"TAGS": {"anyOf": [{"pattern": "a"}, {"pattern": "b"}]}}, "TAGS", "which is a list: it holds for every"),
        ({"TAGS": {"const": "a"}}, "TAGS", "which is a list, with something else: it never holds"),
        ({"COUNT": {"const": "5"}}, "COUNT", "which is a whole number, with something else: it never holds"),
        ({"KIND": {"minimum": 5}}, "KIND", "a minimum of KIND, which is text: it holds for every"),
        ({"IS_NEW": {"const": "true"}}, "IS_NEW", "it never holds"),
    ],
)
def test_condition_that_says_nothing_is_told_once(tests: JsonObject, column: str, said: str) -> None:
    twice: list[JsonValue] = [{"if": _when(**tests), "then": {"required": ["COUNT"]}}] * 2
    for changed in ({"if": _when(**tests)}, {"allOf": twice}, {"if": {"anyOf": [_when(**tests)]}}):
        ((where, message),) = _told(**changed)
        assert where == column
        assert said in message


def test_attribute_without_a_word_is_told() -> None:
    ((column, message),) = _told(properties={**_declared(), "AGE": {"title": "Age"}})
    assert column == "AGE"
    assert "any value passes" in message


def _declared() -> JsonObject:
    properties = SOUND["properties"]
    assert isinstance(properties, dict)
    return properties


def test_schema_that_asks_for_nothing_is_told() -> None:
    (told,) = _told(required=[])
    assert "an empty row passes" in told[1]
    assert _told(required=[], allOf=[{"required": ["KIND"]}]) == []


@pytest.mark.parametrize("further", [{}, True])
def test_open_schema_is_told(further: JsonValue) -> None:
    (told,) = _told(additionalProperties=further)
    assert "a misspelt one is not seen" in told[1]
    assert _told(additionalProperties={"type": "string"}) == []


def test_strange_spelling_of_the_draft_is_told() -> None:
    (told,) = _told(**{"$schema": "https://json-schema.org/draft-07/schema"})
    assert "judge by another draft" in told[1]
    assert _told(**{"$schema": "http://json-schema.org/draft-07/schema"}) == []


def test_known_defects_of_the_network_model_are_found() -> None:
    told = {
        (name, one.column)
        for name in PROFILE.models["1.0.0"].components
        for one in defects_of(PROFILE, name, "1.0.0")
        if "condition" in one.message
    }
    assert told == {("Diagnosis", "TUMOR_STAGE"), ("SpatialLevel3", "PROTEIN_MEASURED"), ("Therapy", "TREATMENT_TYPE")}
    nothing_asked = [one for one in defects_of(PROFILE, "FamilyHistory", "1.0.0") if "empty row" in one.message]
    assert [one.severity for one in nothing_asked] == [Severity.NOTE]
    assert defects_of(PROFILE, "ClinicalTier2", "1.0.0") == []


def test_verdicts_follow_the_defects() -> None:
    schema = published_schema(PROFILE, "SpatialLevel3", "1.0.0")
    asked = {str(item.fact) for item in schema.judge({"PROTEIN_MEASURED": False}) if "then" in item.schema_path}
    assert asked == {"PANEL_NAME", "PANEL_SYNAPSE_ID"}
