"""Data models as their networks publish them: read, refused with a reason, and bound with the overlay on them."""

import json
import os
import shutil
from pathlib import Path

import pytest

from theatrum.checks.findings import Source
from theatrum.checks.model.errors import ComponentUnknown, ModelUnknown, ModelUnreadable
from theatrum.checks.model.imported import component_name, file_name, read_published
from theatrum.checks.model.schemas import advice_schema, bound_schema, published_schema, with_imported
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.report.wording import word
from theatrum.kernel.jsontext import JsonObject

SHARED = Path(os.environ.get("THEATRUM_SHARED") or Path(__file__).parents[3].parent / "shared")
PUBLISHED = SHARED / "data" / "htan2-model"
published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason=f"the published data model is not at {PUBLISHED}; set THEATRUM_SHARED"
)
SCHEMA: JsonObject = {"type": "object", "properties": {"A": {"type": "string"}}, "required": ["A"]}


def _write(folder: Path, **files: object) -> Path:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("published", "name"),
    [
        ("scRNALevel3_4", "scRNALevel3and4"),
        ("Demographics", "Demographics"),
        ("My_Part_2", "MyPart2"),
        ("a_1_2", "a1and2"),
    ],
)
def test_names_are_letters_and_digits(published: str, name: str) -> None:
    assert component_name(published) == name


def test_name_and_version_are_said_by_file_or_id_or_caller(tmp_path: Path) -> None:
    _write(
        tmp_path,
        **{
            "NET.Fish-v2.0.0-schema": {**SCHEMA, "$id": "https://example.org/all"},
            "Net-2.0.0": {**SCHEMA, "$id": "https://example.org/all"},
            "x": {**SCHEMA, "$id": "ReefNetwork-Sighting-2.0.0"},
            "Photo": {**SCHEMA, "$id": "https://example.org/all"},
        },
    )
    found = read_published(tmp_path, "2.0.0")
    assert [(one.component, one.version) for one in found] == [
        *(("Fish", "2.0.0"), ("Net", "2.0.0"), ("Photo", "2.0.0"), ("Sighting", "2.0.0")),
    ]
    assert file_name(found[0]) == "Fish-v2.0.0-schema.json"


def test_files_of_another_version_are_left_out_where_one_is_named(tmp_path: Path) -> None:
    _write(tmp_path, **{"Fish-v1.0.0": SCHEMA, "Fish-v2.0.0": SCHEMA})
    assert [one.file for one in read_published(tmp_path, "2.0.0")] == ["Fish-v2.0.0.json"]
    with pytest.raises(ModelUnreadable, match=r"several versions: 1\.0\.0, 2\.0\.0\. Give --version"):
        read_published(tmp_path)
    with pytest.raises(ModelUnreadable, match=r"nothing here is of version 3\.0\.0"):
        read_published(tmp_path, "3.0.0")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, r"there is no file \*\.json in it"),
        ({"A-v1.0.0": "{"}, r"A-v1\.0\.0\.json: it is no JSON \(.*\)\. Get it again"),
        ({"A-v1.0.0": '{"maximum": NaN}'}, "NaN is no number of JSON"),
        ({"A-v1.0.0": "[]"}, "this is JSON, and no JSON Schema"),
        ({"A-v1.0.0": {"name": "package"}}, "this is JSON, and no JSON Schema"),
        ({"A": SCHEMA}, r"A\.json: neither its name nor its \$id says which version it is\. Give --version"),
        ({"A b": SCHEMA}, "says which component it is"),
        ({"A_1-v1.0.0": SCHEMA, "A1-v1.0.0": SCHEMA}, r"A1-v1\.0\.0\.json and A_1-v1\.0\.0\.json are both A1"),
        ({"A-v1.0.0": {"type": "fish"}}, r"A-v1\.0\.0\.json: This JSON Schema cannot be used: at #/type"),
        ({"A-v1.0.0": {"$ref": "https://example.org/b"}}, r"a \$ref cannot be resolved inside the document"),
        ({"A-v1.0.0": {"$ref": "b.json"}}, r"a \$ref cannot be resolved inside the document"),
        ({"A-v1.0.0": {"$schema": "http://example.org/", "type": "object"}}, "no known draft"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_file(tmp_path: Path, files: dict[str, object], said: str) -> None:
    with pytest.raises(ModelUnreadable, match=said):
        read_published(_write(tmp_path, **files))


def test_folder_around_the_schemas_and_files_in_their_place_are_told(tmp_path: Path) -> None:
    inner = tmp_path / "JSON_Schemas"
    inner.mkdir()
    _write(inner, **{"A-v1.0.0": SCHEMA})
    with pytest.raises(ModelUnreadable, match="Did you mean .*JSON_Schemas"):
        read_published(tmp_path)
    with pytest.raises(ModelUnreadable, match="this is no folder"):
        read_published(inner / "A-v1.0.0.json")


def test_schema_as_large_as_they_come_is_read(tmp_path: Path) -> None:
    values = [f"VALUE:{number:09}" for number in range(250_000)]
    _write(tmp_path, **{"Big-v1.0.0": {"type": "object", "properties": {"A": {"enum": values}}}})
    (found,) = read_published(tmp_path)
    assert (tmp_path / found.file).stat().st_size > 4_000_000


@published
def test_published_versions_come_in_whole(tmp_path: Path) -> None:
    first = read_published(PUBLISHED / "v1.0.0")
    assert len(first) == 23
    assert "scRNALevel3and4" in {one.component for one in first}
    for one in first:
        shutil.copy(PUBLISHED / "v1.0.0" / one.file, tmp_path / file_name(one))
    again = read_published(tmp_path)
    assert [(one.component, one.published_name, one.schema) for one in again] == [
        (one.component, one.published_name, one.schema) for one in sorted(first, key=file_name)
    ]


@published
def test_imported_model_is_judged_as_published_and_bound_with_the_overlay() -> None:
    profile = with_imported(
        load_profile(ProfileFolder.packaged("htan2")), "2.0.0", read_published(PUBLISHED / "v2.0.0-part")
    )
    assert profile.models["2.0.0"].components["MassSpectrometryImagingLevel3"].kind == "file"
    assert profile.models["2.0.0"].components["SpatialPanel"].kind == "record"
    row: JsonObject = {
        "HTAN_PANEL_ID": "HTA201_0000_P1",
        "TARGET_TYPE": "Human Gene",
        "TARGET_NAME": "MYC",
        "ENSEMBL_ID": "ENST00000252444",
        "HGNC_VERSION": "2025-08-01",
    }
    for schema in (published_schema(profile, "SpatialPanel", "2.0.0"), bound_schema(profile, "SpatialPanel", "2.0.0")):
        (finding,) = word(schema, schema.judge(row))
        assert (finding.column, finding.source) == ("ENSEMBL_ID", Source.MODEL)
        assert schema.accepts({**row, "ENSEMBL_ID": "ENSG00000136997"})
    assert bound_schema(profile, "SpatialPanel", "2.0.0").schema["$id"] == "HTAN2Organization-SpatialPanel-2.0.0"


@published
def test_imported_edition_of_our_version_binds_as_ours_does() -> None:
    packaged = load_profile(ProfileFolder.packaged("htan2"))
    profile = with_imported(packaged, "as-published", read_published(PUBLISHED / "v1.0.0"))
    assert profile.models["as-published"].components.keys() == packaged.models["1.0.0"].components.keys()
    for name, component in packaged.models["1.0.0"].components.items():
        imported = profile.models["as-published"].components[name]
        assert imported.kind == component.kind
        assert imported.attributes.keys() == component.attributes.keys()
        for schema_of in (published_schema, bound_schema, advice_schema):
            ours, theirs = schema_of(profile, name, "1.0.0"), schema_of(profile, name, "as-published")
            assert _bare(theirs.schema if theirs else None) == _bare(ours.schema if ours else None)


def _bare(schema: object) -> object:
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    words = {"title", "description"}
    return {key: _bare(item) for key, item in schema.items() if key not in words or not isinstance(item, str)}


def test_overlay_holds_beside_a_reference_at_the_root(tmp_path: Path) -> None:
    referring = {"$ref": "#/definitions/Row", "definitions": {"Row": SCHEMA}}
    _write(tmp_path, **{"Demographics-v1.0.0": referring})
    profile = with_imported(load_profile(ProfileFolder.packaged("htan2")), "mine", read_published(tmp_path))
    schema = bound_schema(profile, "Demographics", "mine")
    asked = {str(violation.fact) for violation in schema.judge({}) if violation.keyword == "required"}
    assert asked == {"A", "HTAN_PARTICIPANT_ID"}
    assert published_schema(profile, "Demographics", "mine").accepts({"A": "x"})


def test_unknown_models_and_components_are_told() -> None:
    profile = load_profile(ProfileFolder.packaged("htan2"))
    with pytest.raises(ModelUnknown, match=r"no data model '9\.9\.9'\. Use one of: 1\.0\.0"):
        bound_schema(profile, "Demographics", "9.9.9")
    with pytest.raises(ComponentUnknown, match="Did you mean Demographics"):
        published_schema(profile, "Demographic", "1.0.0")
    with pytest.raises(ComponentUnknown, match="Use one of: "):
        published_schema(profile, "Zzz", "1.0.0")
