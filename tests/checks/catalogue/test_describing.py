"""Components described: what a wrangler reads before the first table is filled in."""

import json
import re
from pathlib import Path

import pytest

from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.examples import such_as
from theatrum.checks.catalogue.page import Choice, FolderPage, Origin
from theatrum.checks.catalogue.vocabulary import choices_of
from theatrum.checks.model.errors import ComponentUnknown, ModelUnknown
from theatrum.checks.model.imported import read_published
from theatrum.checks.model.schemas import with_imported
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
VERSION = "1.0.0"
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "definitions": {"side": {"type": "string", "enum": ["Left", "Right"]}},
    "properties": {
        "LOUDNESS": {"type": ["integer", "null"], "minimum": 0, "description": "In decibels, such as 60."},
        "SIDES": {"type": "array", "items": {"$ref": "#/definitions/side"}},
        "REMARK": {},
        "WHO": {"anyOf": [{"type": "string"}, {"type": "number"}]},
    },
    "required": ["LOUDNESS"],
    "allOf": [
        {
            "if": {"properties": {"LOUDNESS": {"minimum": 90}}, "required": ["LOUDNESS"]},
            "then": {"required": ["REMARK"], "properties": {"WHO": {"pattern": "^[A-Z]+-$"}}},
            "else": {"not": {"required": ["REMARK"]}},
        }
    ],
}


def test_file_component_has_its_place_formats_and_parents() -> None:
    page = describe(PROFILE, "BulkWESLevel1", VERSION)
    assert (page.kind, page.module, page.level, page.tier) == ("file", "WES", "1", "controlled")
    assert page.folders == (FolderPage("WES/Level_1", (8,)),)
    assert [(one.format, one.acceptance) for one in page.formats] == [
        ("fastq", "accepted"),
        ("fastq.gz", "accepted"),
        ("bam", "doubtful"),
    ]
    assert page.formats[2].why
    assert page.key == ("HTAN_DATA_FILE_ID", "data_file")
    assert [(link.column, link.kind, link.targets) for link in page.parents] == [
        ("HTAN_PARENT_ID", "biospecimen", ("BiospecimenData",))
    ]
    assert {link.component for link in page.referred} >= {"BulkWESLevel2"}
    assert {one.columns for one in page.keys} == {("HTAN_DATA_FILE_ID",), ("FILENAME",)}


def test_numbers_of_rows_are_told_in_words() -> None:
    said = {
        name: [one.words for one in describe(PROFILE, name, VERSION).counts] for name in ("Demographics", "Exposure")
    }
    assert said["Demographics"] == ["A participant has at most one row."]
    assert said["Exposure"] == [
        "Each participant should have at least one row.",
        "A participant should have at most one row.",
    ]
    (awaited, several) = describe(PROFILE, "Diagnosis", VERSION).counts
    assert awaited.words == "Each participant has at least one row by the time the data are staged."
    assert (several.words, several.at_most) == ("A participant usually has at most one row.", 1)


def test_conditions_of_one_test_are_one_sentence() -> None:
    page = describe(PROFILE, "SpatialLevel4", VERSION)
    assert "If HAS_CLUSTERING is true, then CLUSTERING_METHOD and NUMBER_OF_CLUSTERS are required." in [
        one.sentence for one in page.conditions
    ]
    asked = page.attribute("CLUSTERING_METHOD")
    assert asked is not None
    assert asked.need == "conditional"
    assert asked.conditions == (page.conditions[1].sentence,)


def test_advice_is_told_from_what_is_required() -> None:
    page = describe(PROFILE, "BiospecimenData", VERSION)
    advised = page.attribute("ANALYTE_TYPE")
    assert advised is not None
    assert advised.need == "recommended"
    assert advised.conditions == ('If BIOSPECIMEN_TYPE is one of "DNA", "RNA", then ANALYTE_TYPE is recommended.',)


def test_identifier_has_examples_and_the_rule_that_asks_for_it() -> None:
    found = describe(PROFILE, "Diagnosis", VERSION).attribute("HTAN_PARTICIPANT_ID")
    assert found is not None
    assert found.origin == Origin("overlay", "clinical-participant-id", "R65")
    assert (found.need, found.kinds, found.example) == ("required", ("participant",), "HTA201_12")
    assert "HTA230_1" in found.failing


def test_long_list_of_values_names_its_vocabulary() -> None:
    found = describe(PROFILE, "Diagnosis", VERSION).attribute("TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE")
    assert found is not None
    assert found.values is not None
    assert (found.values.count, found.values.vocabulary) == (11_276, "uberon")
    assert found.values.first[1] == Choice(
        "UBERON:0000002", "uterine cervix", "https://purl.obolibrary.org/obo/UBERON_0000002"
    )
    assert found.example == "UBERON:0002048"
    assert len(choices_of(PROFILE, "Diagnosis", found.name, version=VERSION)) == found.values.count


def test_single_permissible_value_is_a_constant() -> None:
    page = describe(PROFILE, "DigitalPathologyData", VERSION)
    assert {one.name: one.constant for one in page.attributes if one.constant}.items() >= {
        ("LICENSE", "CC BY 4.0"),
        ("SPECIES", "9606 (Homo sapiens)"),
    }


@pytest.mark.parametrize("component", sorted(PROFILE.models[VERSION].components))
def test_examples_are_what_they_are_called(component: str) -> None:
    for one in describe(PROFILE, component, VERSION).attributes:
        if one.pattern is not None:
            assert one.passing, one.name
            assert all(re.search(one.pattern, text) for text in one.passing)
            assert not any(re.search(one.pattern, text) for text in one.failing)


def test_imported_model_is_described_too(tmp_path: Path) -> None:
    (tmp_path / "NET.SnoringLevel2-v9.0.0-schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    profile = with_imported(PROFILE, "mine", read_published(tmp_path))
    page = describe(profile, "SnoringLevel2", "mine")
    assert (page.module, page.level, page.number, page.folders) == ("Other", "2", "9.0.0", ())
    assert [one.sentence for one in page.conditions] == [
        "If LOUDNESS is at least 90, then REMARK is required and WHO must be of the form ^[A-Z]+-$.",
        "Unless LOUDNESS is at least 90, REMARK must be left empty.",
    ]
    assert {one.name: one.type for one in page.attributes} == {
        "LOUDNESS": "whole number",
        "SIDES": "list of texts",
        "REMARK": "anything",
        "WHO": "text or number",
    }
    sides = page.attribute("SIDES")
    assert sides is not None
    assert sides.values is not None
    assert [one.value for one in sides.values.first] == ["Left", "Right"]
    assert any("REMARK" in message for message, _ in page.notes)


def test_unknown_names_are_told() -> None:
    with pytest.raises(ComponentUnknown, match="Did you mean BiospecimenData"):
        describe(PROFILE, "Biospecimen", VERSION)
    with pytest.raises(ModelUnknown):
        describe(PROFILE, "Diagnosis", "7.0.0")


@pytest.mark.parametrize(
    ("about", "example"),
    [
        ("Genome and version, such as GRCh38", "GRCh38"),
        ("In Hill notation (e.g., C47H81O13P).", "C47H81O13P"),
        ("What settled it, such as a biopsy", None),
        ("A path such as batch1/(raw).csv, as it stands", "batch1/(raw).csv"),
        ("No example", None),
    ],
)
def test_examples_are_taken_from_descriptions(about: str, example: str | None) -> None:
    assert such_as(about) == example
