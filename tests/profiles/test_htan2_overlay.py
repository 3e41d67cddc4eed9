"""What HTAN asks beyond its published model, row by row and file by file."""

import re
from pathlib import Path

import pytest

from theatrum.checks.model.compiled import CompiledSchema, compile_schema
from theatrum.checks.model.component import compile_advice, compile_component
from theatrum.checks.model.overlaid import with_overlay
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.profile import Profile
from theatrum.kernel.jsontext import JsonObject, JsonValue

PROFILE: Profile = load_profile(ProfileFolder.packaged("htan2"))
OVERLAY, FILES = PROFILE.overlay, PROFILE.overlay.files
COMPONENTS = PROFILE.models["1.0.0"].components
CLINICAL = [
    "Demographics",
    "Diagnosis",
    "Exposure",
    "FamilyHistory",
    "FollowUp",
    "MolecularTest",
    "Therapy",
    "VitalStatus",
]
FILE_COMPONENTS = [name for name, component in COMPONENTS.items() if component.kind == "file"]
# The profile's own component of free tables is no part of the publication, and has no file attributes.
ANNOTATED = [name for name in FILE_COMPONENTS if "HTAN_DATA_FILE_ID" in COMPONENTS[name].attributes]


def _component(name: str) -> Component:
    return COMPONENTS[name]


def _bound(name: str) -> CompiledSchema:
    return compile_schema(compile_component(_component(name), OVERLAY))


def _advice(name: str) -> CompiledSchema:
    advice = compile_advice(_component(name), OVERLAY)
    assert advice is not None
    return compile_schema(advice)


def _takes(name: str, attribute: str, value: JsonValue) -> bool:
    return _bound(name).accepts_at(("properties", attribute), value)


@pytest.mark.requirement("R65")
@pytest.mark.parametrize("name", CLINICAL)
def test_every_clinical_row_names_its_participant(name: str) -> None:
    asked = {violation.fact for violation in _bound(name).judge({}) if violation.keyword == "required"}
    assert "HTAN_PARTICIPANT_ID" in asked
    assert _takes(name, "HTAN_PARTICIPANT_ID", "HTA201_12")
    assert not _takes(name, "HTAN_PARTICIPANT_ID", "HTA201_12_B1")


@pytest.mark.requirement("R31")
@pytest.mark.parametrize(
    ("identifier", "is_valid"),
    [("HTA201_0000", False), ("HTA201_00001", True), ("HTA201_000", True), ("HTA201_EXT1", True), ("HTA201_1", True)],
)
def test_a_pool_has_no_demographics(identifier: str, *, is_valid: bool) -> None:
    assert _takes("Demographics", "HTAN_PARTICIPANT_ID", identifier) is is_valid
    assert _takes("Diagnosis", "HTAN_PARTICIPANT_ID", identifier)


@pytest.mark.requirement("R31")
def test_later_models_bring_the_participant_and_get_the_same_pattern() -> None:
    later: JsonObject = {
        "properties": {"HTAN_PARTICIPANT_ID": {"type": "string", "pattern": "^HTA2[0-9_]+$"}},
        "required": ["HTAN_PARTICIPANT_ID"],
    }
    bound = compile_schema(with_overlay(later, OVERLAY, "Demographics", "1.4.0"))
    assert not bound.accepts({"HTAN_PARTICIPANT_ID": "HTA201_0000"})
    assert bound.accepts({"HTAN_PARTICIPANT_ID": "HTA201_1"})


@pytest.mark.requirement("R67")
@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        (name, attribute)
        for name, component in COMPONENTS.items()
        for attribute in component.attributes
        if attribute.startswith("AGE_IN_DAYS_")
    ],
)
def test_every_age_is_a_whole_number_of_days(name: str, attribute: str) -> None:
    assert _takes(name, attribute, 20_000)
    assert _takes(name, attribute, 40_000)
    for wrong in (-1, 1.5, "20000", "1958-04-12", True):
        assert not _takes(name, attribute, wrong)


def test_ages_of_version_2_are_left_as_published() -> None:
    published: JsonObject = {"properties": {"AGE_IN_DAYS_AT_DEATH": {}}}
    assert with_overlay(published, OVERLAY, "VitalStatus", "2.0.0")["properties"] == published["properties"]


@pytest.mark.requirement("R28")
@pytest.mark.parametrize("name", ANNOTATED)
def test_a_file_has_one_parent_or_several(name: str) -> None:
    assert _takes(name, "HTAN_PARENT_ID", ["HTA201_1_B1"])
    assert _takes(name, "HTAN_PARENT_ID", ["HTA201_1_D1", "HTA201_2_D1"])
    assert not _takes(name, "HTAN_PARENT_ID", ["HTA201_1_B1", "HTA201_2"])
    # The wire makes a list of a single annotation where the schema declares one.
    assert "HTAN_PARENT_ID" in _bound(name).list_properties


@pytest.mark.requirement("R27")
def test_a_specimen_has_participants_or_specimens_as_parents() -> None:
    assert _takes("BiospecimenData", "HTAN_PARENT_ID", ["HTA201_1", "HTA201_2_B1"])
    assert not _takes("BiospecimenData", "HTAN_PARENT_ID", ["HTA201_1_D1"])


@pytest.mark.requirement("R77")
@pytest.mark.parametrize("name", ANNOTATED)
def test_a_file_name_is_not_empty(name: str) -> None:
    assert _takes(name, "FILENAME", "batch 1/a.fastq")
    assert _takes(name, "FILENAME", "a\\b")
    for wrong in ("a.fastq", "dir/", "dir/a b", "/"):
        assert not _takes(name, "FILENAME", wrong)


@pytest.mark.requirement("R126")
@pytest.mark.requirement("R129")
def test_attributes_left_in_phase_1_are_brought_to_phase_2() -> None:
    assert _takes("SpatialPanel", "HTAN_PANEL_ID", "HTA201_0000_P1")
    assert not _takes("SpatialPanel", "HTAN_PANEL_ID", "HTA1_1_1")
    assert _takes("SpatialLevel3", "SAME_SECTION_IMAGING_ID", ["HTA201_1_D7"])
    assert not _takes("SpatialLevel3", "SAME_SECTION_IMAGING_ID", ["HTA1_1_1"])
    assert not _takes("BiospecimenData", "ADJACENT_BIOSPECIMEN_IDS", ["HTA201_1_B1", "next"])


@pytest.mark.requirement("R78")
@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("scRNALevel1", ["fastq", "fastq.gz", "bam"], ["cram", "FASTQ", "fq", ""]),
        ("scRNALevel2", ["bam", "cram"], ["fastq", "sam"]),
        ("scRNALevel3and4", ["h5ad"], ["h5", "csv"]),
        ("BulkWESLevel1", ["fastq", "fastq.gz", "bam"], ["vcf"]),
        ("BulkWESLevel3", ["vcf", "vcf.gz", "maf", "seg"], ["bam"]),
        ("DigitalPathologyData", ["ome-tiff", "tiff", "qptiff", "svs"], ["czi", "bit"]),
        ("MultiplexMicroscopyLevel2", ["ome-tiff", "tiff"], ["png"]),
        ("MultiplexMicroscopyLevel3", ["ome-tiff", "ome.tiff", "tiff", "tif"], ["csv"]),
        ("MultiplexMicroscopyLevel4", ["csv", "h5ad"], ["tsv"]),
        ("SpatialLevel1", ["tar", "tar.gz", "zip", "gz"], ["tgz", "fastq"]),
        ("SpatialLevel3", ["tar", "tar.gz", "zip", "gz"], ["tgz", "bam"]),
        ("SpatialLevel4", ["h5ad", "rds", "zarr"], ["csv"]),
    ],
)
def test_each_level_has_its_formats(name: str, taken: list[str], refused: list[str]) -> None:
    assert all(_takes(name, "FILE_FORMAT", text) for text in taken)
    assert not any(_takes(name, "FILE_FORMAT", text) for text in refused)


@pytest.mark.requirement("R78")
@pytest.mark.parametrize("name", ANNOTATED)
def test_every_component_of_files_says_what_it_accepts(name: str) -> None:
    accepted = FILES.accepted_for(name, "1.0.0")
    assert accepted is not None
    plain = [FILES.format(one).format for one in accepted.accepted]
    assert all(_takes(name, "FILE_FORMAT", text) for text in plain)


@pytest.mark.requirement("R114")
@pytest.mark.requirement("R92")
@pytest.mark.parametrize(
    ("name", "form", "acceptance"),
    [
        ("scRNALevel1", "bam", "doubtful"),
        ("BulkWESLevel3", "maf", "approval"),
        ("DigitalPathologyData", "bif", "approval"),
        ("MultiplexMicroscopyLevel2", "tiff", "approval"),
        ("MultiplexMicroscopyLevel2", "ome-tiff", "accepted"),
        ("SpatialLevel3", "bam", "refused"),
    ],
)
def test_what_is_not_plainly_accepted_has_its_way(name: str, form: str, acceptance: str) -> None:
    accepted = FILES.accepted_for(name, "1.0.0")
    assert accepted is not None
    assert accepted.acceptance(form) == acceptance


@pytest.mark.requirement("R130")
def test_reads_are_controlled_and_all_else_is_open() -> None:
    controlled = {name for name in COMPONENTS if FILES.tier(name) == "controlled"}
    assert controlled == {"scRNALevel1", "scRNALevel2", "BulkWESLevel1", "BulkWESLevel2", "SpatialLevel1"}


@pytest.mark.requirement("R82")
@pytest.mark.parametrize(
    ("name", "is_fine"),
    [("a_B-1.fastq.gz", True), ("a b.csv", False), ("ä.csv", False), ("a(1).csv", False), ("", False)],
)
def test_names_of_files_have_plain_characters(name: str, *, is_fine: bool) -> None:
    (rule,) = FILES.names
    assert bool(re.fullmatch(rule.pattern, name)) is is_fine
    assert rule.severity == "warning"


@pytest.mark.requirement("R83")
def test_size_floors_are_those_of_the_pipeline() -> None:
    assert FILES.floor("scRNALevel1", "fastq.gz") == FILES.floor("DigitalPathologyData", "tiff") == 1_000_000
    assert FILES.floor("MultiplexMicroscopyLevel4", "csv") == 100
    assert FILES.floor("SpatialLevel3", "tar.gz") == 0


@pytest.mark.requirement("R64")
@pytest.mark.parametrize(
    ("name", "row", "asked"),
    [
        ("BiospecimenData", {"ACQUISITION_METHOD_TYPE": "Other"}, {"ACQUISITION_METHOD_OTHER_SPECIFY"}),
        ("BiospecimenData", {"PRESERVATION_METHOD": "Fixation"}, {"FIXATION_DURATION_IN_MINUTES"}),
        ("BiospecimenData", {"BIOSPECIMEN_TYPE": "Tissue"}, {"TISSUE_SAMPLE_TYPE"}),
        ("BiospecimenData", {"BIOSPECIMEN_TYPE": "RNA"}, {"ANALYTE_TYPE"}),
        (
            "BiospecimenData",
            {"TISSUE_SAMPLE_TYPE": "Tissue Section"},
            {"AGE_IN_DAYS_AT_SECTIONING", "SLICING_METHOD", "SECTION_THICKNESS_VALUE", "SLIDE_CHARGE_TYPE"},
        ),
        (
            "BiospecimenData",
            {"SPECIMEN_CELLULAR_ARCHITECTURE": "Precancerous"},
            {"ICD_10_DISEASE_CODE", "DEGREE_OF_DYSPLASIA"},
        ),
        ("Exposure", {"SMOKING_HISTORY": "Former smoker"}, {"PACK_YEARS_SMOKED", "YEARS_SMOKED"}),
        ("Exposure", {"SMOKING_HISTORY": "Never smoker"}, set()),
        ("FamilyHistory", {}, {"FAMILY_MEMBER_CANCER_HISTORY"}),
        ("Therapy", {"TREATMENT_TYPE": ["Pharmacotherapy"]}, {"REGIMEN_OR_LINE_OF_THERAPY", "NUMBER_OF_CYCLES"}),
        ("Therapy", {"TREATMENT_TYPE": ["Chemotherapy"]}, set()),
    ],
)
def test_what_the_model_says_in_words_only_is_advised(name: str, row: JsonObject, asked: set[str]) -> None:
    assert {violation.fact for violation in _advice(name).judge(row)} == asked


@pytest.mark.parametrize("name", COMPONENTS)
def test_advice_knows_the_words_of_its_condition(name: str) -> None:
    """A rule that tests for a value that the model does not permit would never speak."""
    for rule in OVERLAY.rules:
        for condition in rule.conditions if rule.applies_to(_component(name)) else ():
            for attribute, test in condition.when.items():
                declared = _component(name).attributes[attribute]
                permitted = declared.items.values if declared.items else declared.values
                named = [test.equals] if test.equals is not None else [*(test.one_of or ())]
                assert permitted is None or set(named) <= set(permitted)
                matching = [
                    value for value in permitted or () if test.some_match and re.search(test.some_match, str(value))
                ]
                assert not test.some_match or matching


@pytest.mark.requirement("R86")
@pytest.mark.parametrize("name", ["BulkWESLevel2", "BulkWESLevel3", "scRNALevel2", "scRNALevel3and4"])
def test_aligned_data_name_their_genome(name: str) -> None:
    assert _takes(name, "GENOMIC_REFERENCE", "GRCh38")
    assert not _takes(name, "GENOMIC_REFERENCE", " ")
    assert "GENOMIC_REFERENCE" in {violation.fact for violation in _bound(name).judge({})}


@pytest.mark.requirement("R149")
def test_release_codes_of_the_coordinating_center() -> None:
    assert OVERLAY.release_code("schema.required", "HTAN_DATA_FILE_ID") == "MISSING_HTAN_ID"
    assert OVERLAY.release_code("identifier.phase_1", "HTAN_PARENT_ID") == "INVALID_HTAN_ID"
    assert OVERLAY.release_code("identifier.form", "CHANNEL_METADATA_ID") == "INVALID_SYNAPSE_ID"
    assert OVERLAY.release_code("links.missing_reference", "HTAN_PARTICIPANT_ID") == "MISSING_DEMOGRAPHICS"
    assert OVERLAY.release_code("file.small") == "SMALL_FILE_SIZE_WARNING"
    assert OVERLAY.release_code("schema.enum", "SEX") is None


CONTRADICTIONS = Path(__file__).parents[2] / "docs" / "reference" / "contradictions.md"


def test_every_contradiction_has_its_decision() -> None:
    rows = re.findall(r"^\| (X\d+) \| (.+?) \| (.+?) \| (.+?) \|$", CONTRADICTIONS.read_text(), re.MULTILINE)
    assert [row[0] for row in rows] == [f"X{number}" for number in range(1, 30)]
