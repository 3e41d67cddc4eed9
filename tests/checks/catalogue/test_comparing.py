"""Versions side by side: what changed, and what each change means for rows that exist."""

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from theatrum.checks.catalogue.changes import Change, listed
from theatrum.checks.catalogue.comparing import diff
from theatrum.checks.model.errors import ModelUnknown
from theatrum.checks.model.imported import read_published
from theatrum.checks.model.schemas import bound_schema, with_imported
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.kernel.jsontext import JsonObject

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
SHARED = Path(os.environ.get("THEATRUM_SHARED") or Path(__file__).parents[3].parent / "shared")
PUBLISHED = SHARED / "data" / "htan2-model"
OLD: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "description": "How loud a participant snores.",
    "type": "object",
    "properties": {
        "LOUDNESS": {"type": "integer", "minimum": 0},
        "GRADE": {"type": "string", "enum": ["G1", "G2", "G5"]},
        "SIDE": {"type": "string", "enum": ["Left", "Right", "Both"]},
        "DEVICE": {"type": "string", "pattern": "^[A-Z]+[0-9]+$", "description": "Such as in: such as AB12"},
        "REMARK": {"type": "string"},
        "SLEEPER_POSITION": {"type": "string"},
    },
    "required": ["LOUDNESS", "REMARK"],
}


def _changes(tmp_path: Path, old: dict[str, Any], new: dict[str, Any], *, name: str = "Snoring") -> list[Change]:
    profile = PROFILE
    for version, component, schema in (("old", "Snoring", old), ("new", name, new)):
        folder = tmp_path / version
        folder.mkdir()
        (folder / f"NET.{component}-v9.0.0-schema.json").write_text(json.dumps(schema), encoding="utf-8")
        profile = with_imported(profile, version, read_published(folder))
    return [one for one in diff(profile, "old", "new").changes if one.component == name]


def _altered(**properties: dict[str, Any] | None) -> dict[str, Any]:
    schema = deepcopy(OLD)
    for name, declared in properties.items():
        if declared is None:
            del schema["properties"][name]
        else:
            schema["properties"][name] = declared
    return schema


def test_nothing_changed(tmp_path: Path) -> None:
    assert _changes(tmp_path, OLD, OLD) == []


def test_values_that_are_gone_break_the_rows_that_have_them(tmp_path: Path) -> None:
    gone, fresh = _changes(tmp_path, OLD, _altered(GRADE={"type": "string", "enum": ["G1", "G2", "G3"]}))
    assert (gone.kind, gone.severity, gone.values) == ("values_removed", "breaking", ("G5",))
    assert gone.effect == "Rows with GRADE = G5 become invalid."
    assert (fresh.kind, fresh.severity, fresh.words) == ("values_added", "harmless", "GRADE may be G3 now.")


STAYS = "Existing rows stay valid."
LIST_OF_ONE = "A cell with one value is a list of one; it stays as it is."


@pytest.mark.parametrize(
    ("name", "declared", "kind", "effect"),
    [
        ("LOUDNESS", {"type": "number", "minimum": 0}, "type_changed", STAYS),
        ("LOUDNESS", {"type": "integer", "minimum": 1}, "bounds_changed", "Rows with less than 1 become invalid."),
        ("LOUDNESS", {"type": "integer"}, "bounds_changed", STAYS),
        (
            "LOUDNESS",
            {"type": "integer", "minimum": 0, "maximum": 9},
            "bounds_changed",
            "Rows with more than 9 become invalid.",
        ),
        ("REMARK", {"type": "boolean"}, "type_changed", "Rows whose REMARK is no true or false become invalid."),
        ("REMARK", {"type": "array", "items": {"type": "string"}}, "type_changed", LIST_OF_ONE),
        ("REMARK", {"type": "string", "enum": ["a"]}, "values_removed", "Rows with another REMARK become invalid."),
        ("GRADE", {"type": "string"}, "values_added", STAYS),
        ("DEVICE", {"type": "string"}, "pattern_changed", STAYS),
        (
            "DEVICE",
            {"type": "string", "pattern": "^[a-z]+$"},
            "pattern_changed",
            "Rows whose DEVICE, such as AB12, does not match it become invalid.",
        ),
    ],
)
def test_change_of_an_attribute(tmp_path: Path, *, name: str, declared: dict[str, Any], kind: str, effect: str) -> None:
    severity = "harmless" if effect in {STAYS, LIST_OF_ONE} else "breaking"
    (change,) = _changes(tmp_path, OLD, _altered(**{name: declared}))
    assert (change.attribute, change.kind, change.severity, change.effect) == (name, kind, severity, effect)


def test_need_that_changed(tmp_path: Path) -> None:
    new = deepcopy(OLD) | {"required": ["LOUDNESS", "GRADE"]}
    found = {(one.kind, one.severity, one.effect) for one in _changes(tmp_path, OLD, new)}
    assert found == {
        ("required_now", "breaking", "Rows without GRADE become invalid."),
        ("optional_now", "harmless", "Existing rows stay valid."),
    }


def test_attributes_come_go_and_get_other_names(tmp_path: Path) -> None:
    new = _altered(
        SIDE=None,
        SIDE_OF_BED={"type": "string", "enum": ["Both", "Left", "Right"]},
        SLEEPER_POSITION=None,
        SLEEPERS_POSITION={"type": "string"},
        DEVICE=None,
        MODEL_NUMBER={"type": "boolean"},
        NEEDED={"type": "string"},
    )
    new["required"] = ["LOUDNESS", "REMARK", "NEEDED"]
    found = {(one.kind, one.attribute, one.severity) for one in _changes(tmp_path, OLD, new)}
    assert found == {
        ("attribute_renamed", "SIDE_OF_BED", "breaking"),
        ("attribute_renamed", "SLEEPERS_POSITION", "breaking"),
        ("attribute_removed", "DEVICE", "harmless"),
        ("attribute_added", "MODEL_NUMBER", "harmless"),
        ("attribute_added", "NEEDED", "breaking"),
    }


def test_component_under_another_name_is_known_by_its_attributes(tmp_path: Path) -> None:
    (change,) = _changes(tmp_path, OLD, OLD, name="SnoringData")
    assert (change.kind, change.words) == ("component_renamed", "Snoring is called SnoringData now.")


def test_conditions_that_came_and_went(tmp_path: Path) -> None:
    old = deepcopy(OLD) | {
        "if": {"properties": {"GRADE": {"const": "G5"}}, "required": ["GRADE"]},
        "then": {"required": ["DEVICE"]},
    }
    new = deepcopy(OLD) | {
        "if": {"properties": {"GRADE": {"const": "G5"}}, "required": ["GRADE"]},
        "then": {"required": ["SIDE", "DEVICE"]},
    }
    (change,) = _changes(tmp_path, old, new)
    assert change.words == 'New: If GRADE is "G5", then SIDE is required.'
    assert change.effect == 'Rows become invalid where GRADE is "G5" and this does not hold.'
    for folder in ("old", "new"):
        next((tmp_path / folder).iterdir()).unlink()
        (tmp_path / folder).rmdir()
    (change,) = _changes(tmp_path, new, old)
    assert (change.kind, change.severity) == ("conditions_removed", "harmless")


def test_breaking_value_is_what_the_engine_refuses(tmp_path: Path) -> None:
    (gone,) = (
        one
        for one in _changes(tmp_path, OLD, _altered(GRADE={"type": "string", "enum": ["G1", "G2"]}))
        if one.severity == "breaking"
    )
    profile = with_imported(PROFILE, "new", read_published(tmp_path / "new"))
    row: JsonObject = {"LOUDNESS": 3, "REMARK": "x", "GRADE": gone.values[0]}
    assert bound_schema(profile, "Snoring", "new").judge(row)
    assert not bound_schema(profile, "Snoring", "new").judge(row | {"GRADE": "G1"})


def test_long_lists_of_values_are_cut_in_words() -> None:
    assert listed(tuple("abcdefghij")) == "a, b, c, d, e, f, g, h and 2 more"


def test_versions_must_be_known() -> None:
    with pytest.raises(ModelUnknown, match=r"Use one of: 1\.0\.0"):
        diff(PROFILE, "1.0.0", "3.0.0")


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason=f"the published data model is not at {PUBLISHED}")
def test_published_versions_side_by_side() -> None:
    profile = with_imported(PROFILE, "as published", read_published(PUBLISHED / "v1.0.0"))
    assert diff(profile, "1.0.0", "as published").changes == ()
    profile = with_imported(profile, "2.0.0", read_published(PUBLISHED / "v2.0.0-part"))
    found = diff(profile, "1.0.0", "2.0.0")
    panel = found.by_component()["SpatialPanel"]
    assert {(one.attribute, one.severity) for one in panel if one.kind == "attribute_added"} >= {
        ("TARGET_NAME", "breaking"),
        ("ENSEMBL_ID", "harmless"),
    }
    assert "Every row needs TARGET_TYPE." in [one.effect for one in found.breaking]
