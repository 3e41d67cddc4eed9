from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.errors import UnknownComponent
from theatrum.checks.submission.found import Confidence
from theatrum.checks.submission.recognition import Recogniser

DEMOGRAPHICS = ["HTAN Participant ID", "Ethnic Group", "gender_identity", "SEX", "Race"]
OF_FILES = ["FILENAME", "FILE_FORMAT", "HTAN_DATA_FILE_ID", "HTAN_PARENT_ID"]

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
RECOGNISER = Recogniser(PROFILE, "1.0.0", read_discovery(ProfileFolder.packaged("htan2"), PROFILE))
MARKS = st.sampled_from(["_", "-", " ", "", ".", "__"])
CASES: list[Callable[[str], str]] = [str.upper, str.lower, str.title, str.strip]
# Words that no folder and no table of the profile is called.
STRANGERS = st.sampled_from(["run1", "2024-05-01", "batch_7", "final", "New Folder", "v8_ingest", "données", "x\ny"])


def _required(profile: Profile, component: str) -> list[str]:
    shape = profile.component(component, "1.0.0")
    assert shape is not None
    return [name for name, attribute in shape.attributes.items() if attribute.required]


def test_every_leaf_of_the_tree_says_its_component(recogniser: Recogniser) -> None:
    for leaf in recogniser.leaves:
        for prefix in ("", "v8_ingest/", "my data/"):
            for path in (leaf.path, leaf.path.lower(), leaf.path.replace("_", "-"), f"{leaf.path}/run 1"):
                guess = recogniser.recognise([], name="x.csv", folder=prefix + path)
                assert (guess.component, guess.confidence) == (leaf.component, Confidence.CLEAR), path


@given(st.data())
def test_a_leaf_is_found_in_any_spelling_and_any_surroundings(data: st.DataObject) -> None:
    leaf = data.draw(st.sampled_from(RECOGNISER.leaves))
    change = data.draw(st.sampled_from(CASES))
    steps = [change(step).replace("_", data.draw(MARKS)) for step in leaf.path.split("/")]
    before, after = data.draw(st.lists(STRANGERS, max_size=2)), data.draw(st.lists(STRANGERS, max_size=2))
    sign = RECOGNISER.vocabulary.by_folder("/".join([*before, *steps, *after]))
    assert sign is not None
    assert sign.components == {leaf.component}
    assert (sign.is_leaf, sign.below) == (True, tuple(after))


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=30), max_size=8))
def test_any_names_and_headers_get_an_answer(folder: str, name: str, headers: list[str]) -> None:
    guess = RECOGNISER.recognise(headers, name=name, folder=folder, first_row=headers)
    assert guess.component is None or guess.how.startswith("by ")


@pytest.mark.parametrize(
    ("folder", "component"),
    [
        ("Imaging/MultiplexedMicroscopy/Level_4", "MultiplexMicroscopyLevel4"),
        ("MultiplexMicroscopy/Level 2", "MultiplexMicroscopyLevel2"),
        ("scRNA-seq/Level_1", "scRNALevel1"),
        ("scRNA-seq/L3_4", "scRNALevel3and4"),
        ("Clinical/Followup", "FollowUp"),
        ("clinical/follow-up", "FollowUp"),
        ("Demographics", "Demographics"),
        ("bulk WES/L2", "BulkWESLevel2"),
        ("BulkWESLevel3", "BulkWESLevel3"),
        ("WES/processed/Level_3", "BulkWESLevel3"),
        ("Biospecimen/WES/Level_1", "BulkWESLevel1"),
        ("SpatialOmics/Panel", "SpatialPanel"),
    ],
)
def test_folders_in_other_spellings(recogniser: Recogniser, folder: str, component: str) -> None:
    guess = recogniser.recognise([], name="x.csv", folder=folder)
    assert guess.component == component
    assert guess.how.startswith("by folder ")


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("HTAN.Demographics-v1.0.0.csv", "Demographics"),
        ("HTAN.scRNALevel3_4-v1.0.0.csv", "scRNALevel3and4"),
        ("Demographics_manifest.csv", "Demographics"),
        ("demographics_v2.csv", "Demographics"),
        ("2024-05-01 follow up.xlsx", "FollowUp"),
        ("wes_level1.csv", "BulkWESLevel1"),
        ("WES L2 final.csv", "BulkWESLevel2"),
        ("scRNA L3_4.csv", "scRNALevel3and4"),
        ("level1_wes.csv", "BulkWESLevel1"),
        ("BiospecimenData.csv", "BiospecimenData"),
        ("MultiplexedMicroscopyLevel2.csv", "MultiplexMicroscopyLevel2"),
    ],
)
def test_usual_names(recogniser: Recogniser, name: str, component: str) -> None:
    guess = recogniser.recognise([], name=name)
    assert (guess.component, guess.how) == (component, f"by name {name}")


def test_a_longer_number_is_another_name(recogniser: Recogniser) -> None:
    assert recogniser.recognise([], name="wes_level10.csv").component != "BulkWESLevel1"


def test_required_columns_alone_say_every_component(profile: Profile, recogniser: Recogniser) -> None:
    for component, shape in profile.models["1.0.0"].components.items():
        headers = [*(["HTAN_PARTICIPANT_ID"] if shape.kind == "record" else []), *_required(profile, component)]
        if component in {"ClinicalTier2", "FamilyHistory"}:
            continue
        guess = recogniser.recognise(headers, name="table.csv")
        assert component in {guess.component, *guess.candidates}, component


def test_headers_in_any_spelling(recogniser: Recogniser) -> None:
    guess = recogniser.recognise(DEMOGRAPHICS, name="table.csv")
    assert (guess.component, guess.how) == ("Demographics", "by headers: 5 of 5 columns")


def test_headers_choose_among_the_levels_of_a_folder(profile: Profile, recogniser: Recogniser) -> None:
    guess = recogniser.recognise(_required(profile, "BulkWESLevel1"), name="t.csv", folder="WES")
    assert guess.component == "BulkWESLevel1"
    assert guess.how == "by folder WES and by headers: 10 of 10 columns"


def test_levels_that_cannot_be_told_apart_are_named(recogniser: Recogniser) -> None:
    guess = recogniser.recognise(OF_FILES, name="wes.csv")
    assert guess.component is None
    assert set(guess.candidates) == {"BulkWESLevel1", "BulkWESLevel2", "BulkWESLevel3"}


@pytest.mark.requirement("R80")
def test_headers_that_contradict_the_folder_win_and_both_are_named(recogniser: Recogniser) -> None:
    guess = recogniser.recognise(DEMOGRAPHICS, name="t.csv", folder="Clinical/Diagnosis")
    assert guess.component == "Demographics"
    assert guess.conflict is not None
    assert (guess.conflict.said, guess.conflict.how_said) == ("Diagnosis", "by folder Clinical/Diagnosis")


def test_headers_that_say_little_do_not_contradict(recogniser: Recogniser) -> None:
    guess = recogniser.recognise(["Subject", "Gender"], name="t.csv", folder="Clinical/Diagnosis")
    assert (guess.component, guess.conflict) == ("Diagnosis", None)


@pytest.mark.requirement("R73")
@pytest.mark.parametrize("first", ["HTAN Participant ID", "HTAN_PARTICIPANT_ID"])
@pytest.mark.parametrize("name", ["outcomes.csv", "treatment_notes.csv"])
def test_a_first_column_of_participants_is_tier_2(recogniser: Recogniser, first: str, name: str) -> None:
    guess = recogniser.recognise([first, "smoker", "score"], name=name, folder="Clinical")
    assert guess.component == "ClinicalTier2"


def test_nothing_known_is_a_plain_table(recogniser: Recogniser) -> None:
    guess = recogniser.recognise(["a", "b"], name="t.csv", folder="stuff")
    assert (guess.component, guess.candidates) == (None, ())


def test_a_column_may_name_the_component(recogniser: Recogniser) -> None:
    guess = recogniser.recognise(["Component", "x"], name="t.csv", first_row=["wes level 2", "1"])
    assert (guess.component, guess.how) == ("BulkWESLevel2", "by column Component")


def test_a_sheet_is_known_by_its_name(recogniser: Recogniser) -> None:
    guess = recogniser.recognise(["a"], name="clinical.xlsx", sheet="Vital Status")
    assert (guess.component, guess.how) == ("VitalStatus", "by sheet Vital Status")


def test_given_components_in_any_spelling(recogniser: Recogniser) -> None:
    assert recogniser.named("bulk_wes_level1") == "BulkWESLevel1"
    assert recogniser.named("scRNALevel3_4") == "scRNALevel3and4"
    with pytest.raises(UnknownComponent, match="no component called 'Wombat'"):
        recogniser.named("Wombat")
