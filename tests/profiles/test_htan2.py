"""Our edition of the HTAN2 data model against the published one: same structure, same verdict row by row."""

import json
import os
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theatrum.checks.findings import Source
from theatrum.checks.model.compiled import CompiledSchema, compile_schema
from theatrum.checks.model.component import compile_component
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.wording import word
from theatrum.kernel.jsontext import JsonObject, JsonValue

SHARED = Path(os.environ.get("THEATRUM_SHARED") or Path(__file__).parents[2].parent / "shared")
PUBLISHED = SHARED / "data" / "htan2-model"
published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason=f"the published data model is not at {PUBLISHED}; set THEATRUM_SHARED"
)
COMPONENTS = [
    "BiospecimenData",
    "BulkWESLevel1",
    "BulkWESLevel2",
    "BulkWESLevel3",
    "Demographics",
    "Diagnosis",
    "DigitalPathologyData",
    "Exposure",
    "FamilyHistory",
    "FollowUp",
    "MolecularTest",
    "MultiplexMicroscopyLevel2",
    "MultiplexMicroscopyLevel3",
    "MultiplexMicroscopyLevel4",
    "SpatialLevel1",
    "SpatialLevel3",
    "SpatialLevel4",
    "SpatialPanel",
    "Therapy",
    "VitalStatus",
    "scRNALevel1",
    "scRNALevel2",
    "scRNALevel3and4",
]
EXAMPLES = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
PROFILE: Profile = load_profile(ProfileFolder.packaged("htan2"))


def _published(name: str) -> JsonObject:
    component = _ours(name)
    file = f"HTAN.{component.published.name or name}-v1.0.0-schema.json"
    found: JsonObject = json.loads((PUBLISHED / "v1.0.0" / file).read_text())
    return found


def _ours(name: str) -> Component:
    component = PROFILE.component(name, "1.0.0")
    assert component is not None
    return component


def _bare(schema: JsonValue) -> JsonValue:
    """Return a schema without the words that are each edition's own."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own_words = {"title", "description"}
    return {key: _bare(item) for key, item in schema.items() if key not in own_words or not isinstance(item, str)}


@published
@pytest.mark.requirement("R17")
@pytest.mark.parametrize("name", COMPONENTS)
def test_component_equals_the_published_one_but_for_words(name: str) -> None:
    ours, theirs = _bare(compile_component(_ours(name))), _bare(_published(name))
    assert ours == theirs


@published
@pytest.mark.parametrize("name", COMPONENTS)
def test_every_description_is_ours_and_says_something(name: str) -> None:
    theirs = _published(name)["properties"]
    assert isinstance(theirs, dict)
    for attribute, shape in _ours(name).attributes.items():
        declared = theirs[attribute]
        assert isinstance(declared, dict)
        words = str(declared.get("description") or "")
        assert SequenceMatcher(None, shape.about.lower(), words.lower()).ratio() < 0.8
        assert len(shape.about) > 10


def _values(declared: JsonObject) -> st.SearchStrategy[JsonValue]:
    """Return values that fit an attribute of the published model, and values that miss it in every usual way."""
    return st.one_of(_valid(declared), _broken(declared))


def _valid(declared: JsonObject) -> st.SearchStrategy[JsonValue]:
    allowed, pattern, low = declared.get("enum"), declared.get("pattern"), declared.get("minimum", -5)
    assert isinstance(low, int | float)
    if isinstance(allowed, list):
        return st.sampled_from(allowed)
    if isinstance(pattern, str):
        is_address = "https?" in pattern
        return _ADDRESSES if is_address else st.from_regex(pattern.replace("(?=.{1,50}$)", ""), fullmatch=True)
    if declared.get("type") == "array":
        items = declared["items"]
        assert isinstance(items, dict)
        return st.lists(_valid(items), max_size=3)
    kinds: dict[JsonValue, st.SearchStrategy[JsonValue]] = {
        None: st.text(max_size=8) | st.integers(-1, 200),
        "string": st.text(max_size=8),
        "integer": st.integers(int(low), 200),
        "number": st.floats(low, 100) | st.integers(int(low), 100),
        "boolean": st.booleans(),
    }
    return kinds[declared.get("type")]


# Made up from its pattern such an address takes minutes.
_ADDRESSES: st.SearchStrategy[JsonValue] = st.sampled_from(
    ["https://www.protocols.io/view/x", "http://doi.org/10.1/a?b#c", "https://u:p@example.org:8080", "http://8.8.8.8/"]
)


def _broken(declared: JsonObject) -> st.SearchStrategy[JsonValue]:
    near_misses: list[JsonValue] = [
        None,
        "",
        " ",
        "Unknown ",
        "unknown",
        -1,
        0,
        1,
        1.0,
        0.5,
        101,
        True,
        "true",
        "1",
        [],
        ["a", 1],
        {},
    ]
    identifiers = [
        "HTA201_1",
        "HTA201_1_B1\n",
        "HTA230_1_D1",
        "HTA201_1_D",
        "HTA201_" + "1" * 60 + "_D1",
        "a/b c",
        "a/",
    ]
    addresses = ["http://10.0.0.1/", "https://localhost", "example.org", "ftp://example.org/", "https://a..b/"]
    return st.sampled_from([*near_misses, *identifiers, *addresses]) | st.text(max_size=120)


def _rows(name: str) -> st.SearchStrategy[JsonObject]:
    declared = _published(name)["properties"]
    assert isinstance(declared, dict)
    strategies = {key: _values(shape) for key, shape in declared.items() if isinstance(shape, dict)}
    return st.fixed_dictionaries({}, optional={**strategies, "NOT_IN_THE_MODEL": st.text(max_size=3)})


def _errors(schema: CompiledSchema, row: JsonObject) -> list[tuple[object, ...]]:
    found = schema.judge(row)
    return sorted((item.keyword, item.instance_path, item.schema_path, str(item.fact)) for item in found)


@pytest.mark.requirement("R63")
@published
@pytest.mark.parametrize("name", COMPONENTS)
def test_verdict_equals_the_published_one_row_by_row(name: str) -> None:
    theirs, ours = compile_schema(_published(name)), compile_schema(compile_component(_ours(name)))

    @EXAMPLES
    @given(_rows(name))
    def equal(row: JsonObject) -> None:
        assert _errors(ours, row) == _errors(theirs, row)

    equal()


@pytest.mark.requirement("R62")
@pytest.mark.requirement("R77")
@published
@pytest.mark.parametrize("name", COMPONENTS)
def test_valid_rows_are_valid_and_lose_it_with_any_required_attribute(name: str) -> None:
    theirs, ours = _published(name), compile_schema(compile_component(_ours(name)))
    declared, required = theirs["properties"], theirs.get("required", [])
    assert isinstance(declared, dict)
    assert isinstance(required, list)
    assert bool(required) == (name != "FamilyHistory")
    shapes = {key: _valid(shape) for key, shape in declared.items() if isinstance(shape, dict)}
    needed = {key: shapes[key] for key in shapes if key in required}
    optional = {key: shapes[key] for key in shapes if key not in required}

    @EXAMPLES
    @given(st.fixed_dictionaries(needed, optional=optional), st.sampled_from(required or ["NONE"]))
    def hold(row: JsonObject, dropped: str) -> None:
        found = ours.judge(row)
        # Identifiers longer than their look-ahead allows, which the strategy leaves out, and conditions not met.
        assert all(item.keyword == "pattern" or "then" in item.schema_path for item in found)
        if not found and required:
            assert not ours.accepts({key: value for key, value in row.items() if key != dropped})

    hold()


@pytest.mark.requirement("R65")
def test_clinical_component_requires_the_participant_by_the_overlay() -> None:
    bound = compile_component(_ours("Demographics"), PROFILE.overlay)
    row: JsonObject = {"ETHNIC_GROUP": "Unknown", "GENDER_IDENTITY": "Unknown", "SEX": "Unknown", "RACE": "Unknown"}
    assert compile_schema(compile_component(_ours("Demographics"))).accepts(row)
    (violation,) = compile_schema(bound).judge(row)
    assert (violation.keyword, violation.fact) == ("required", "HTAN_PARTICIPANT_ID")
    assert compile_schema(bound).accepts({**row, "HTAN_PARTICIPANT_ID": "HTA209_1"})
    assert bound["$id"] == "HTAN2Organization-Demographics-1.0.0"


@pytest.mark.requirement("R24")
@pytest.mark.parametrize(
    ("identifier", "is_valid"),
    [
        ("HTA209_1", True),
        ("HTA210_EXT999", True),
        ("HTA210_EXT999_B1", False),
        ("HTA199_EXT999", False),
        ("HTA230_1", False),
        ("HTA209_1\n", False),
        ("HTA3_8001_1", False),
    ],
)
def test_participant_identifier_has_its_pattern(identifier: str, *, is_valid: bool) -> None:
    schema = compile_schema(compile_component(_ours("Demographics"), PROFILE.overlay))
    assert schema.accepts_at(("properties", "HTAN_PARTICIPANT_ID"), identifier) is is_valid


@pytest.mark.requirement("R26")
@pytest.mark.parametrize(
    ("identifier", "is_valid"),
    [("HTA201_12345_D1", True), ("HTA201_12345_B1", False), ("HTA250_12345_D1", False), ("HTA209_1_D1_2", False)],
)
def test_data_file_identifier_has_its_pattern(identifier: str, *, is_valid: bool) -> None:
    schema = compile_schema(compile_component(_ours("scRNALevel1"), PROFILE.overlay))
    assert schema.accepts_at(("properties", "HTAN_DATA_FILE_ID"), identifier) is is_valid


@pytest.mark.requirement("R25")
@pytest.mark.parametrize(
    ("identifier", "is_valid"), [("HTA220_55555_B2", True), ("HTA209_0000_B1", True), ("HTA201_1_B", False)]
)
def test_biospecimen_identifier_has_its_pattern(identifier: str, *, is_valid: bool) -> None:
    schema = compile_schema(compile_component(_ours("BiospecimenData"), PROFILE.overlay))
    assert schema.accepts_at(("properties", "HTAN_BIOSPECIMEN_ID"), identifier) is is_valid


def test_attributes_lead_to_their_vocabularies_and_names_to_codes() -> None:
    model = PROFILE.models["1.0.0"]
    site = model.vocabulary_of("BiospecimenData", "SITE_OF_RESECTION_OR_BIOPSY")
    disease = model.vocabulary_of("BiospecimenData", "ICD_10_DISEASE_CODE")
    agents = model.vocabulary_of("Therapy", "THERAPEUTIC_AGENTS")
    assert site is not None
    assert disease is not None
    assert agents is not None
    assert site.codes_named("Lung") == site.codes_named("pulmo") == ("UBERON:0002048",)
    assert len(site.labels) == len(site.codes) == 11276
    assert disease.labels["C34.1-"].startswith("Malignant neoplasm of upper lobe")
    assert len(disease.labels) == 20345
    assert len(agents.codes) == 48
    assert model.vocabulary_of("Demographics", "SEX") is None
    assert model.vocabulary_of("Demographics", "SHOE_SIZE") is model.vocabulary_of("Nothing", "SEX") is None


@pytest.mark.requirement("R3")
def test_network_has_its_ten_centers_each_with_a_liaison() -> None:
    assert list(PROFILE.centers) == [f"HTA{number}" for number in range(200, 210)]
    assert all(PROFILE.roles[center.liaison].role == "data_liaison" for center in PROFILE.centers.values())


@pytest.mark.requirement("R133")
def test_release_eight_is_open_with_all_leaves() -> None:
    release = PROFILE.releases[8]
    paths = [leaf.path for leaf in PROFILE.tree(release)]
    assert (release.state, len(paths), len(set(paths))) == ("open", 25, 25)
    assert {"Biospecimen", "scRNA_seq/Level_1", "Imaging/MultiplexMicroscopy/ChannelMetadata"} < set(paths)
    assert all(PROFILE.component(leaf.component, release.model) for leaf in PROFILE.tree(release))


def test_every_component_is_published_or_marked_as_the_profiles_own() -> None:
    components = PROFILE.models["1.0.0"].components
    own = {name for name, component in components.items() if component.origin == "profile"}
    assert own == {"ChannelMetadata", "ClinicalTier2"}
    assert components.keys() - own == set(COMPONENTS)
    assert {leaf.component for leaf in PROFILE.trees["phase_2"]} == components.keys()
    for name in own:
        schema = compile_component(components[name])
        assert "no such component" in str(schema["$comment"])
        (finding, *_) = word(compile_schema(schema), compile_schema(schema).judge({}))
        assert finding.source is Source.OVERLAY


def test_channel_metadata_has_a_row_for_each_channel_of_a_panel() -> None:
    schema = compile_schema(compile_component(_ours("ChannelMetadata"), PROFILE.overlay))
    row: JsonObject = {
        "HTAN_PANEL_ID": "HTA201_0000_P1",
        "CHANNEL_INDEX": 0,
        "CHANNEL_NAME": "DAPI",
        "MARKER_NAME": "DAPI",
    }
    assert schema.accepts(row)
    assert not schema.accepts({**row, "CHANNEL_INDEX": "0"})
    assert not schema.accepts({**row, "HTAN_PANEL_ID": "HTA1_1_1"})


@pytest.mark.requirement("R73")
@pytest.mark.requirement("R74")
def test_tier_2_asks_for_the_participant_and_leaves_the_rest_alone() -> None:
    schema = compile_schema(compile_component(_ours("ClinicalTier2"), PROFILE.overlay))
    assert schema.accepts({"HTAN_PARTICIPANT_ID": "HTA201_12", "Shoe size": "43", "": ""})
    assert not schema.accepts({"HTAN_PARTICIPANT_ID": "HTA201_12_B1"})
    assert not schema.accepts({"Shoe size": "43"})


@pytest.mark.requirement("R132")
def test_centers_write_in_the_ingest_folder_only() -> None:
    writing = {"CREATE", "UPDATE", "DELETE"}
    for role in ("submitter", "data_wrangler"):
        for place, rights in PROFILE.access.items():
            assert bool(writing & rights[role]) == (place == "ingest")


def _fold(schema: JsonObject) -> dict[str, object]:
    """Write a published schema in a profile's compact form; a test's tool, which proves that the form holds all."""
    properties, required = schema["properties"], schema.get("required", [])
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    names = [*map(str, required), *(name for name in properties if name not in required)]
    conditions = schema.get("allOf", [schema] if "if" in schema else [])
    assert isinstance(conditions, list)
    return {
        "component": "Folded",
        "version": "1.0.0",
        "kind": "record",
        "about": "Folded from the published schema.",
        "published": {"id": schema["$id"]},
        "attributes": {name: _fold_attribute(properties[name], required=name in required) for name in names},
        "conditions": [_fold_condition(item) for item in conditions if isinstance(item, dict)],
    }


def _fold_attribute(declared: JsonValue, *, required: bool) -> dict[str, object]:
    assert isinstance(declared, dict)
    folded: dict[str, object] = {"about": "As published.", "required": required, **_fold_constraints(declared)}
    if declared.get("type") == "array":
        items = declared["items"]
        assert isinstance(items, dict)
        folded |= {"type": "list", "items": _fold_constraints(items)}
    return folded


def _fold_constraints(declared: JsonObject) -> dict[str, object]:
    names = {"type": "type", "enum": "values", "pattern": "pattern", "minimum": "minimum", "maximum": "maximum"}
    assert set(declared) <= {*names, "title", "description", "items"}
    return {ours: declared[theirs] for theirs, ours in names.items() if theirs in declared}


def _fold_condition(condition: JsonObject) -> dict[str, object]:
    test, then = condition["if"], condition["then"]
    assert isinstance(test, dict)
    assert isinstance(then, dict)
    refined = then.get("properties", {})
    absent = then.get("not", {})
    choices = test.get("anyOf", [])
    assert isinstance(refined, dict)
    assert isinstance(absent, dict)
    assert isinstance(choices, list)
    folded: dict[str, object] = {
        "require": then.get("required", []),
        "forbid": absent.get("required", []),
        "refine": {name: dict(_fold_test(shape)) for name, shape in refined.items() if shape},
    }
    if choices:
        return folded | {"when_any": [_fold_tests(choice) for choice in choices]}
    return folded | {"when": _fold_tests(test)}


def _fold_tests(test: JsonValue) -> dict[str, object]:
    assert isinstance(test, dict)
    properties = test["properties"]
    assert isinstance(properties, dict)
    assert test["required"] == list(properties)
    return {name: dict(_fold_test(shape)) for name, shape in properties.items()}


def _fold_test(shape: JsonValue) -> Iterator[tuple[str, object]]:
    assert isinstance(shape, dict)
    simple: Mapping[str, str] = {"const": "equals", "pattern": "matches", "minimum": "minimum", "maximum": "maximum"}
    yield from ((simple[key], value) for key, value in shape.items() if key in simple)
    for key, value in shape.items():
        if key == "anyOf" and isinstance(value, list):
            (keyword,) = {keyword for item in value if isinstance(item, dict) for keyword in item}
            listed = [item[keyword] for item in value if isinstance(item, dict)]
            yield {"const": "one_of", "pattern": "matches_any"}[keyword], listed
        elif key == "not" and isinstance(value, dict):
            choices = value["anyOf"]
            assert isinstance(choices, list)
            yield "none_of", [item["const"] for item in choices if isinstance(item, dict)]
    if not shape:
        yield "present", True


@published
@pytest.mark.parametrize("path", sorted(PUBLISHED.rglob("*.json")), ids=lambda path: path.name)
def test_compact_form_can_say_every_published_schema(path: Path) -> None:
    schema: JsonObject = json.loads(path.read_text())
    compiled = compile_component(Component.model_validate(_fold(schema)))
    assert _bare(compiled) == _bare(schema)
