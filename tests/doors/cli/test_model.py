"""``theatrum model``: versions imported, listed and shown, without a network and without a server."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from theatrum.checks.model.library import imported_names, with_all_models, with_model
from theatrum.doors.cli.main import theatrum
from theatrum.doors.cli.profiles import chosen_profile, models_folder, newest_model

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "https://example.org/all",
    "description": "How loud a participant snores.",
    "type": "object",
    "properties": {
        "LOUDNESS": {"type": "integer", "minimum": 0, "maximum": 120, "description": "In decibels."},
        "SIDES": {"type": "array", "items": {"enum": ["Left", "Right"]}},
        "REMARK": {},
    },
    "required": ["LOUDNESS"],
    "if": {"properties": {"LOUDNESS": {"minimum": 90}}, "required": ["LOUDNESS"]},
    "then": {"required": ["REMARK"]},
}


@pytest.fixture(name="published")
def published_fixture(tmp_path: Path) -> Path:
    """A folder as a network publishes it: two schemas that share their ``$id``."""
    folder = tmp_path / "published"
    folder.mkdir()
    for name in ("NET.Snoring-v9.0.0-schema.json", "NET.Demographics-v9.0.0-schema.json"):
        (folder / name).write_text(json.dumps(SCHEMA), encoding="utf-8")
    return folder


def _run(*words: object) -> Result:
    return CliRunner().invoke(theatrum, ["model", *map(str, words)])


def test_imported_version_is_listed_shown_and_bound(published: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    told = _run("import", published, "--output", models)
    assert told.exit_code == 0
    assert "Imported 2 components of version 9.0.0: Demographics, Snoring." in told.output
    assert "theatrum check FOLDER --model 9.0.0" in told.output
    listed = _run("list", "--model", "9.0.0", "--models", models, "--json")
    facts = json.loads(listed.output)
    assert (facts["packaged"], facts["imported"]) == (["1.0.0"], ["9.0.0"])
    origins = {row["component"]: row["origin"] for row in facts["components"]}
    assert origins["Snoring"] == "published"
    assert origins["ClinicalTier2"] == "profile"
    assert "Snoring" in _run("list", "--model", "9.0.0", "--models", models).output
    shown = _run("show", "Snoring", "--model", "9.0.0", "--models", models).output
    assert "LOUDNESS  required\n    In decibels.\n    whole number, at least 0, at most 120\n" in shown
    assert "    list of texts\n    one of: Left, Right\n" in shown
    assert "  If LOUDNESS is at least 90, then REMARK is required.\n" in shown
    assert "- The data model says nothing of what REMARK must be" in shown
    bound = json.loads(_run("show", "Demographics", "--model", "9.0.0", "--models", models, "--schema").output)
    assert bound["$id"].endswith("-Demographics-9.0.0")


def test_version_is_imported_again_in_place(published: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    assert json.loads(_run("import", published, "--output", models, "--json").output)["replaced"] is False
    (published / "NET.Snoring-v9.0.0-schema.json").unlink()
    again = json.loads(_run("import", published, "--output", models, "--json").output)
    assert (again["replaced"], again["components"], again["version"]) == (True, ["Demographics"], "9.0.0")
    assert [path.name for path in (models / "htan2").iterdir()] == ["9.0.0"]
    assert [path.name for path in Path(again["place"]).iterdir()] == ["Demographics-v9.0.0-schema.json"]


def test_names_of_models_are_by_number_and_leftovers_no_models(published: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    for name in ("1.10.0", "1.9.0", "draft", "1.9.0-b"):
        assert _run("import", published, "--name", name, "--output", models).exit_code == 0
    (models / "htan2" / ".import-x").mkdir()
    profile = chosen_profile(None)
    assert imported_names(models, profile.name) == ["1.9.0", "1.9.0-b", "1.10.0", "draft"]
    assert imported_names(tmp_path / "none", profile.name) == []
    assert with_model(profile, "1.0.0", tmp_path / "none") is profile
    assert with_model(profile, "draft", models).models["draft"].version == "9.0.0"
    assert [*with_all_models(profile, models).models] == ["1.0.0", "1.9.0", "1.9.0-b", "1.10.0", "draft"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "1.0.0"), "Version 1.0.0 comes with the profile. Give this one another name with --name."),
        (("--name", "../x"), "'../x' cannot be a name"),
        (("--version", "8.0.0"), "nothing here is of version 8.0.0. There is 9.0.0."),
    ],
)
def test_import_that_cannot_be_is_refused_in_a_line(
    published: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    refused = _run("import", published, "--output", tmp_path / "models", *words)
    assert refused.exit_code == 1
    assert said in refused.output
    assert not (tmp_path / "models").exists()


def test_unknown_model_is_refused_with_those_there_are(tmp_path: Path) -> None:
    refused = _run("show", "Diagnosis", "--model", "7.0.0", "--models", tmp_path)
    assert refused.exit_code == 1
    assert "There is no data model '7.0.0'. There is 1.0.0; theatrum model import reads" in refused.output


def test_packaged_component_is_shown_with_who_asks() -> None:
    shown = _run("show", "Diagnosis").output
    assert "HTAN_PARTICIPANT_ID  required [overlay R65]" in shown
    assert "right: HTA201_12, HTA210_EXT999, HTA209_0000" in shown
    assert "one of 11,276 values, such as UBERON:0000002 (uterine cervix)" in shown
    assert "A condition tests TUMOR_STAGE, which the data model does not have" in shown
    assert "Rows          Each participant has at least one row by the time the data are" in shown
    # Patterns stay in one piece, so that they can be copied.
    assert all(len(line) <= 80 for line in shown.splitlines() if "pattern " not in line)
    facts = json.loads(_run("show", "Diagnosis", "--json").output)
    assert facts["folders"] == [{"path": "Clinical/Diagnosis", "releases": [8]}]


def test_file_component_is_shown_with_formats_and_parents() -> None:
    shown = _run("show", "scRNALevel1").output
    assert shown.startswith("scRNALevel1 1.0.0 (file, level 1)\n")
    for line in (
        "Folder        scRNA_seq/Level_1 (release 8)",
        "Formats       fastq, fastq.gz",
        "bam: The list of formats of this level has FASTQ only; BAM is",
        "Access        controlled",
        "Comes from    HTAN_PARENT_ID: a biospecimen id of BiospecimenData",
    ):
        assert line in shown


def test_attribute_is_shown_with_all_its_values() -> None:
    shown = _run("show", "Diagnosis", "TUMOR_GRADE").output
    assert "7 permissible values:\n  G1\n  G2\n" in shown
    assert json.loads(_run("show", "Diagnosis", "tumor_grade", "--json").output)["need"] == "required"
    refused = _run("show", "Diagnosis", "GRADE")
    assert refused.exit_code == 2
    assert "Diagnosis has no attribute GRADE. It has HTAN_PARTICIPANT_ID," in refused.output


def test_components_are_listed_by_module() -> None:
    listed = _run("list").output
    assert "\nWES\n  BulkWESLevel1              file    37 attributes, 10 required\n" in listed
    assert all(len(line) <= 80 for line in listed.splitlines())


def test_values_are_found_by_label_and_code() -> None:
    told = _run("search", "upper", "lobe", "--limit", 2).output
    assert told.startswith("value      UBERON:0008948  upper lobe of lung\n           in BiospecimenData SITE_OF_")
    assert "These are the best 2; --limit shows more." in told
    (hit, *_) = json.loads(_run("search", "UBERON:0002048", "--json").output)
    assert (hit["kind"], hit["value"], hit["label"]) == ("value", "UBERON:0002048", "lung")
    assert "UBERON:0002048  lung  (also: pulmo)" in _run("search", "pulmo").output
    assert "Nothing in version 1.0.0 fits 'xqzzkw'." in _run("search", "xqzzkw").output


def test_versions_are_compared(published: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    _run("import", published, "--output", models)
    told = _run("diff", "1.0.0", "9.0.0", "--models", models).output
    assert told.startswith("1.0.0 to 9.0.0: ")
    assert "  breaking  LOUDNESS is new and required.\n            Every row needs LOUDNESS.\n" in told
    assert "  harmless  SIDES is new and optional.\n" in told
    assert "SIDES" not in _run("diff", "1.0.0", "9.0.0", "--models", models, "--breaking").output
    facts = json.loads(_run("diff", "1.0.0", "9.0.0", "--models", models, "--json").output)
    assert {"component", "attribute", "kind", "severity", "words", "effect", "values"} == set(facts["changes"][0])
    assert "0 changes, 0 of them breaking" in _run("diff", "1.0.0", "1.0.0").output


def test_defaults() -> None:
    assert newest_model(chosen_profile(None)) == "1.0.0"
    assert models_folder(None).name == "models"
    assert models_folder(Path("x")) == Path("x")


def test_codes_have_their_addresses() -> None:
    text = _run("show", "Diagnosis", "TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE").output
    assert "  UBERON:0002048 (lung)  https://purl.obolibrary.org/obo/UBERON_0002048\n" in text
    facts = json.loads(_run("show", "Diagnosis", "TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE", "--json").output)
    lung = {"value": "UBERON:0002048", "label": "lung", "url": "https://purl.obolibrary.org/obo/UBERON_0002048"}
    assert lung in facts["choices"]
    assert len(facts["choices"]) == facts["values"]["count"]
    assert facts["values"]["source"][0] == "Uberon multi-species anatomy ontology"
