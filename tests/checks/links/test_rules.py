"""Each rule between rows: what breaks it, what does not, and where it is told."""

from dataclasses import replace

import polars as pl
import pytest

from tests.checks.links.tables import files, found, known_as, one, only, people, specimens, table, told
from theatrum.checks.findings import Severity
from theatrum.checks.links.records import Records

P1, P2 = "HTA201_1", "HTA201_2"


def clinical(component: str, *ids: str, **cells: str) -> Records:
    return table(component, *({"HTAN_PARTICIPANT_ID": name, **cells} for name in ids))


def test_nothing_at_all_has_nothing_wrong() -> None:
    assert found([]) == []
    assert found([table("Demographics")]) == []


@pytest.mark.requirement("R37")
@pytest.mark.requirement("R38")
def test_second_demographics_is_told_with_its_places() -> None:
    records = [
        table("Demographics", {"HTAN_PARTICIPANT_ID": P1, "SEX": "Male"}, {"HTAN_PARTICIPANT_ID": P2}),
        table("Demographics", {"HTAN_PARTICIPANT_ID": P1, "SEX": "Female"}, file="more.csv"),
    ]
    groups = told(found(records), "links.duplicate_key")
    assert [(group.finding.file, group.rows) for group in groups] == [("Demographics.csv", (1,)), ("more.csv", (1,))]
    assert groups[0].finding.value == P1
    assert "row 1 of Demographics.csv and in row 1 of more.csv" in groups[0].finding.message
    assert groups[0].finding.severity is Severity.ERROR
    assert groups[0].finding.requirement == "R37"


def test_rows_that_are_the_same_are_told_as_such_and_not_as_a_key_twice() -> None:
    groups = found([people(P1, P2, P1)])
    group = only(groups, "links.duplicate_row")
    assert group.rows == (1, 3)
    assert not told(groups, "links.duplicate_key")


def test_same_row_in_tables_of_other_columns_is_the_same() -> None:
    records = [
        table("FollowUp", {"HTAN_PARTICIPANT_ID": P1, "NOTE": None}),
        table("FollowUp", {"HTAN_PARTICIPANT_ID": P1}, file="more.csv"),
    ]
    assert len(told(found(records), "links.duplicate_row")) == 2


def test_tables_of_the_center_s_own_choice_repeat_rows_and_name_participants() -> None:
    groups = found([people(P1), clinical("ClinicalTier2", P1, P1, P2)])
    assert not told(groups, "links.duplicate_row")
    assert only(groups, "links.missing_reference").rows == (3,)


def test_channel_is_described_once() -> None:
    row = {"HTAN_PANEL_ID": "HTA201_0000_P1", "CHANNEL_INDEX": "0"}
    records = [table("ChannelMetadata", row | {"MARKER_NAME": "CD3"}, row | {"MARKER_NAME": "CD8"})]
    assert only(found(records), "links.duplicate_key").rows == (1, 2)


@pytest.mark.requirement("R34")
def test_data_file_id_is_unique_over_all_components() -> None:
    groups = found([files("BulkWESLevel1", ("HTA201_1_D1", "x")), files("DigitalPathologyData", ("HTA201_1_D1", "x"))])
    assert {group.finding.component for group in told(groups, "links.duplicate_key")} == {
        "BulkWESLevel1",
        "DigitalPathologyData",
    }


def test_rows_that_are_files_are_told_by_their_names() -> None:
    twice = files("BulkWESLevel1", ("HTA201_1_D1", "HTA201_1_B1"), ("HTA201_1_D1", "HTA201_1_B2"))
    named = only(found([replace(twice, names=["a.fastq", "b.fastq"])]), "links.duplicate_key")
    assert "It stands in a.fastq and b.fastq." in named.finding.message
    nameless = only(found([replace(twice, names=["", ""])]), "links.duplicate_key")
    assert nameless.finding.message.endswith("in the whole network.")
    assert "in rows 1 and 2 of" in only(found([twice]), "links.duplicate_key").finding.message


@pytest.mark.requirement("R34")
def test_data_file_id_that_is_known_as_something_else_is_told() -> None:
    records = [files("BulkWESLevel1", ("HTA201_1_D1", "HTA201_1_B1"), ("HTA201_1_D2", "HTA201_1_B1"))]
    known = known_as(("HTA201_1_D1", "scRNALevel1", None), ("HTA201_1_D2", "BulkWESLevel1", None))
    group = only(found(records, known=known), "links.duplicate_key")
    assert group.rows == (1,)
    assert "scRNALevel1" in group.finding.message


@pytest.mark.requirement("R35")
def test_biospecimen_id_is_unique() -> None:
    group = only(found([specimens(("HTA201_1_B1", P1), ("HTA201_1_B1", P2))]), "links.duplicate_key")
    assert group.rows == (1, 2)
    assert group.finding.requirement == "R35"


@pytest.mark.requirement("R76")
def test_a_file_has_one_row() -> None:
    rows = [{"HTAN_DATA_FILE_ID": f"HTA201_1_D{number}", "FILENAME": "WES/a.fastq"} for number in (1, 2)]
    assert one(found([table("BulkWESLevel1", *rows)]), "R76")[2] == (1, 2)


@pytest.mark.requirement("R41")
def test_same_diagnosis_twice_is_a_warning() -> None:
    same = {
        "HTAN_PARTICIPANT_ID": P1,
        "AGE_IN_DAYS_AT_DIAGNOSIS": "20000",
        "PRIMARY_DIAGNOSIS_NCI_THESAURUS_ID": "C4872",
        "TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE": "UBERON:0000310",
    }
    records = [table("Diagnosis", same | {"TUMOR_GRADE": "G1"}, same | {"TUMOR_GRADE": "G2"})]
    group = only(found(records), "links.natural_key")
    assert (group.finding.severity, group.rows) == (Severity.WARNING, (1, 2))


@pytest.mark.requirement("R52")
def test_participant_of_a_clinical_row_is_in_demographics() -> None:
    records = [people(P1), clinical("Diagnosis", P1, P2, "HTA201_EXT1", "nobody")]
    group = only(found(records), "links.missing_reference", "Diagnosis")
    assert (group.rows, group.finding.value, group.finding.severity) == ((2,), P2, Severity.PENDING)
    assert only(found(records, final=True), "links.missing_reference").finding.severity is Severity.ERROR
    assert not told(found(records, known=known_as((P2, "Demographics", None))), "links.missing_reference")


def test_without_any_demographics_it_is_said_once() -> None:
    group = only(
        found([clinical("Diagnosis", *(f"HTA201_{number}" for number in range(1, 50)))]), "links.missing_reference"
    )
    assert len(group.rows) == 49
    assert group.finding.value is None


@pytest.mark.requirement("R53")
def test_participant_of_a_biospecimen_is_in_demographics_but_for_pools_and_controls() -> None:
    records = [
        people(P1),
        specimens(("HTA201_2_B1", P2), ("HTA201_0000_B1", "HTA201_0000"), ("HTA201_EXT1_B1", "HTA201_EXT1")),
    ]
    assert one(found(records), "R53")[1:] == (Severity.PENDING, (1,))


@pytest.mark.requirement("R51")
@pytest.mark.requirement("R54")
@pytest.mark.requirement("R58")
def test_parents_exist() -> None:
    records = [people(P1), specimens(("HTA201_1_B1", P1), ("HTA201_1_B3", "HTA201_1_B2"))]
    records.append(files("BulkWESLevel1", ("HTA201_1_D1", "HTA201_1_B9")))
    groups = found(records, final=True)
    assert one(groups, "R54")[1:] == (Severity.ERROR, (2,))
    assert one(groups, "R58")[1:] == (Severity.ERROR, (1,))
    known = known_as(("HTA201_1_B2", "BiospecimenData", P1), ("HTA201_1_B9", "BiospecimenData", P1))
    assert not told(found(records, final=True, known=known), "links.missing_parent")


def test_slip_of_the_hand_is_suggested() -> None:
    records = [
        specimens(("HTA201_1_B12345", P1), ("HTA201_1_B007", P1), ("HTA201_1_B3", "HTA201_1_B12354")),
        files("BulkWESLevel1", ("HTA201_1_D1", "HTA201_1_B7"), ("HTA201_1_D2", "HTA201_1_B4")),
    ]
    suggested = {
        group.finding.value: group.finding.suggestions
        for group in told(found(records), "links.missing_parent")
        if group.finding.value
    }
    assert suggested == {
        "HTA201_1_B12354": ("HTA201_1_B12345",),
        "HTA201_1_B7": ("HTA201_1_B007",),
        "HTA201_1_B4": (),
    }


@pytest.mark.requirement("R55")
def test_own_ancestor_is_told_with_the_circle() -> None:
    records = [
        specimens(
            ("HTA201_1_B1", "HTA201_1_B1"),
            ("HTA201_1_B2", "HTA201_1_B3"),
            ("HTA201_1_B3", "HTA201_1_B4"),
            ("HTA201_1_B4", "HTA201_1_B2"),
            ("HTA201_1_B5", "HTA201_1_B4"),
        )
    ]
    groups = found(records)
    assert only(groups, "links.self_parent").rows == (1,)
    circle = only(groups, "links.cycle")
    assert circle.rows == (2, 3, 4)
    assert circle.finding.value == "HTA201_1_B2 < HTA201_1_B3 < HTA201_1_B4 < HTA201_1_B2"


@pytest.mark.requirement("R55")
def test_chain_that_is_too_long_is_told() -> None:
    steps = [(f"HTA201_1_B{number + 1}", f"HTA201_1_B{number}") for number in range(1, 1003)]
    group = only(found([people(P1), specimens(("HTA201_1_B1", P1), *steps)]), "links.too_deep")
    assert set(group.rows) == {1001, 1002, 1003}


@pytest.mark.requirement("R56")
def test_adjacent_specimens_exist_each_of_a_list() -> None:
    row = {"HTAN_BIOSPECIMEN_ID": "HTA201_1_B1", "HTAN_PARENT_ID": P1}
    cells = ["HTA201_1_B1; HTA201_1_B2", '["HTA201_1_B3", "HTA201_1_B1"]', "HTA201_1_B1, HTA201_1_B1"]
    records = [table("BiospecimenData", *(row | {"ADJACENT_BIOSPECIMEN_IDS": cell} for cell in cells))]
    groups = told(found(records), "links.missing_reference")
    assert [(group.finding.value, group.rows) for group in groups] == [("HTA201_1_B2", (1,)), ("HTA201_1_B3", (2,))]


@pytest.mark.requirement("R57")
def test_file_leads_up_to_a_specimen_and_a_participant() -> None:
    records = [
        people(P1),
        specimens(("HTA201_1_B1", P1), ("HTA201_1_B2", None), ("HTA201_1_B3", "HTA201_1_B8")),
        files(
            "BulkWESLevel1",
            ("HTA201_1_D1", "HTA201_1_B1"),
            ("HTA201_1_D2", "HTA201_1_B2"),
            ("HTA201_1_D3", "HTA201_1_B3"),
            ("HTA201_1_D4", "HTA201_1_B9"),
        ),
    ]
    groups = told(found(records), "links.unlinked_file")
    assert {(group.finding.severity, group.rows) for group in groups} == {
        (Severity.ERROR, (2,)),
        (Severity.PENDING, (3,)),
    }


@pytest.mark.requirement("R57")
def test_what_is_known_was_followed_when_it_came_in() -> None:
    records = [files("BulkWESLevel1", ("HTA201_1_D1", "HTA201_1_B1"))]
    assert not told(found(records, known=known_as(("HTA201_1_B1", "BiospecimenData", None))), "links.unlinked_file")


@pytest.mark.requirement("R59")
@pytest.mark.parametrize(
    ("component", "parent", "is_right"),
    [
        ("BulkWESLevel1", "HTA201_1_B1", True),
        ("BulkWESLevel1", "HTA201_1_D1", False),
        ("scRNALevel1", "HTA201_1_D1", False),
        ("DigitalPathologyData", "HTA201_1_D1", False),
        ("MultiplexMicroscopyLevel2", "HTA201_1_B1", True),
        ("MultiplexMicroscopyLevel3", "HTA201_1_B1", False),
        ("BulkWESLevel2", "HTA201_1_D1", True),
        ("BulkWESLevel2", "HTA201_1_B1", False),
        ("scRNALevel2", "HTA201_1_D1", False),
        ("SpatialLevel3", "HTA201_1_B1", True),
        ("SpatialLevel3", "HTA201_1_D1", False),
        ("SpatialLevel4", "HTA201_1_B1", False),
    ],
)
def test_parent_is_of_the_kind_that_the_level_asks_for(component: str, parent: str, *, is_right: bool) -> None:
    records = [
        specimens(("HTA201_1_B1", P1)),
        files("BulkWESLevel1", ("HTA201_1_D1", "HTA201_1_B1")),
        files(component, ("HTA201_1_D9", parent)),
    ]
    groups = [group for group in told(found(records), "links.parent_kind") if group.finding.value == parent]
    assert (not groups) == is_right
    assert all(group.finding.requirement == "R59" for group in groups)


@pytest.mark.requirement("R36")
def test_participant_of_a_child_is_that_of_its_parent() -> None:
    records = [
        people(P1, P2),
        specimens(("HTA201_1_B1", P1), ("HTA201_2_B2", "HTA201_1_B1"), ("HTA201_2_B3", "HTA201_2_B2")),
    ]
    assert one(found(records), "R36")[1:] == (Severity.WARNING, (2,))


@pytest.mark.requirement("R29")
def test_pool_is_what_several_participants_lie_above() -> None:
    records = [
        people(P1, P2),
        specimens(
            ("HTA201_1_B1", P1),
            ("HTA201_2_B1", P2),
            ("HTA201_0000_B1", "HTA201_1_B1, HTA201_2_B1"),
            ("HTA201_0000_B2", "HTA201_0000"),
            ("HTA201_0000_B3", "HTA201_0000_B1"),
            ("HTA201_0000_B4", "HTA201_1_B1"),
            ("HTA201_1_B5", "HTA201_1_B1, HTA201_2_B1"),
            ("HTA201_1_B6", "HTA201_0000_B1"),
            ("HTA201_0000_B7", "HTA201_1_B1, HTA201_1_B99"),
        ),
    ]
    groups = told(found(records), "links.pool")
    assert {row for group in groups for row in group.rows} == {6, 7, 8}
    assert {group.finding.column for group in groups} == {"HTAN_BIOSPECIMEN_ID"}


def test_parents_and_neighbours_are_of_the_same_center() -> None:
    row = {"HTAN_BIOSPECIMEN_ID": "HTA201_1_B3", "ADJACENT_BIOSPECIMEN_IDS": "HTA201_1_B1, HTA202_1_B1"}
    records = [specimens(("HTA201_1_B1", P1), ("HTA201_1_B2", "HTA202_1")), table("BiospecimenData", row, file="b.csv")]
    groups = told(found(records), "links.center_prefix")
    assert {(group.finding.file, group.finding.column, group.rows) for group in groups} == {
        ("BiospecimenData.csv", "HTAN_PARENT_ID", (2,)),
        ("b.csv", "ADJACENT_BIOSPECIMEN_IDS", (1,)),
    }


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R42")
@pytest.mark.requirement("R43")
@pytest.mark.requirement("R50")
@pytest.mark.parametrize(
    ("requirement", "at_ingest", "complete"),
    [
        ("R39", Severity.PENDING, clinical("Diagnosis", P1)),
        ("R42", Severity.WARNING, clinical("VitalStatus", P1)),
        ("R43", Severity.WARNING, clinical("FollowUp", P1)),
        ("R50", Severity.PENDING, specimens(("HTA201_1_B1", P1))),
    ],
)
def test_participant_has_at_least_one_record(requirement: str, at_ingest: Severity, complete: Records) -> None:
    records = [people(P1, P2, "HTA201_EXT1")]
    assert one(found(records), requirement)[1:] == (at_ingest, (1, 2))
    assert one(found(records, final=True), requirement)[1] is Severity.ERROR
    assert one(found([*records, complete]), requirement)[2] == (2,)
    known = known_as(
        (P2, complete.component, None)
        if complete.component != "BiospecimenData"
        else ("HTA201_2_B1", "BiospecimenData", P2)
    )
    groups = found([*records, complete], known=known, final=True)
    assert not [group for group in groups if group.finding.requirement == requirement]


@pytest.mark.requirement("R44")
@pytest.mark.requirement("R45")
@pytest.mark.parametrize("component", ["Exposure", "FamilyHistory"])
def test_participant_has_one_record_of_history(component: str) -> None:
    rows = [{"HTAN_PARTICIPANT_ID": P1, "NOTE": note} for note in "ab"]
    groups = found([people(P1, P2), table(component, *rows)])
    assert only(groups, "cardinality.too_many").rows == (1, 2)
    missing = [group for group in told(groups, "cardinality.missing") if component in group.finding.message]
    assert [(group.finding.severity, group.rows) for group in missing] == [(Severity.WARNING, (2,))]


@pytest.mark.requirement("R40")
def test_several_diagnoses_are_remarked() -> None:
    rows = [{"HTAN_PARTICIPANT_ID": P1, "AGE_IN_DAYS_AT_DIAGNOSIS": age} for age in ("20000", "21000")]
    assert one(found([table("Diagnosis", *rows)]), "R40")[1:] == (Severity.NOTE, (1, 2))


@pytest.mark.requirement("R60")
def test_submission_has_demographics_and_specimens() -> None:
    groups = told(found([clinical("Diagnosis", P1)], final=True), "cardinality.no_records")
    assert [(group.finding.severity, group.rows) for group in groups] == [(Severity.ERROR, ())] * 2
    known = known_as((P1, "Demographics", None), ("HTA201_1_B1", "BiospecimenData", P1))
    assert not told(found([clinical("Diagnosis", P1)], known=known), "cardinality.no_records")


@pytest.mark.requirement("R61")
def test_specimen_is_used_when_a_file_comes_from_it_or_from_one_made_of_it() -> None:
    records = [
        specimens(("HTA201_1_B1", P1), ("HTA201_1_B2", "HTA201_1_B1"), ("HTA201_1_B3", P1)),
        files("BulkWESLevel1", ("HTA201_1_D1", "HTA201_1_B2")),
    ]
    assert only(found(records), "links.unused_biospecimen").rows == (3,)


@pytest.mark.requirement("R61")
def test_without_files_nobody_can_tell_what_is_used() -> None:
    groups = found([specimens(("HTA201_1_B1", P1))])
    assert not told(groups, "links.unused_biospecimen")
    assert one(groups, "R61")[1] is Severity.NOTE


@pytest.mark.requirement("R127")
def test_panel_that_no_file_names_is_told() -> None:
    panel = table("SpatialPanel", {"HTAN_PANEL_ID": "HTA201_0000_P1"}, {"HTAN_PANEL_ID": "HTA201_0000_P2"})
    spatial = table("SpatialLevel3", {"HTAN_DATA_FILE_ID": "HTA201_1_D1", "HTAN_PANEL_ID": "HTA201_0000_P1"})
    assert only(found([panel, spatial]), "links.unused_panel").rows == (2,)
    assert one(found([panel]), "R127")[0].code == "links.not_checked"


@pytest.mark.requirement("R126")
def test_panel_of_a_file_exists() -> None:
    spatial = table("SpatialLevel3", {"HTAN_DATA_FILE_ID": "HTA201_1_D1", "HTAN_PANEL_ID": "HTA201_0000_P1"})
    assert one(found([spatial]), "R126")[0].code == "links.missing_reference"


@pytest.mark.requirement("R115")
def test_channel_metadata_that_only_the_server_knows_is_told_as_not_checked() -> None:
    image = table("MultiplexMicroscopyLevel2", {"HTAN_DATA_FILE_ID": "HTA201_1_D1", "CHANNEL_METADATA_ID": "syn12"})
    groups = [group for group in found([image]) if group.finding.requirement == "R115"]
    assert only(groups, "links.not_checked", "MultiplexMicroscopyLevel2").finding.severity is Severity.NOTE
    elsewhere = known_as(("syn13", "ChannelMetadata", None), ("syn12", "SpatialPanel", None))
    assert only(found([image], known=elsewhere), "links.missing_reference").finding.value == "syn12"
    there = known_as(("syn12", "ChannelMetadata", None))
    assert not [group for group in found([image], known=there) if group.finding.requirement == "R115"]


@pytest.mark.requirement("R128")
def test_bundle_has_what_its_platform_puts_out() -> None:
    row = {"HTAN_DATA_FILE_ID": "HTA201_1_D1", "PLATFORM": "10x Genomics Visium", "BUNDLE_CONTENTS": "summary.csv"}
    told_of = [group for group in found([table("SpatialLevel3", row)]) if group.finding.requirement == "R128"]
    assert [(group.finding.severity, group.finding.column) for group in told_of] == [
        (Severity.WARNING, "BUNDLE_CONTENTS")
    ] * 2
    whole = row | {"BUNDLE_CONTENTS": "filtered_feature_bc_matrix.h5, spatial/tissue_positions_list.csv"}
    assert not [group for group in found([table("SpatialLevel3", whole)]) if group.finding.requirement == "R128"]


@pytest.mark.requirement("R30")
def test_control_has_no_clinical_records() -> None:
    assert one(found([clinical("Diagnosis", "HTA201_EXT1")]), "R30")[1:] == (Severity.WARNING, (1,))


@pytest.mark.requirement("R33")
def test_numbers_with_gaps_are_fine() -> None:
    records = [people(P1), specimens(("HTA201_1_B7", P1), ("HTA201_1_B900", "HTA201_1_B7"))]
    assert not [group for group in found(records) if group.finding.severity is Severity.ERROR]


def test_many_different_values_are_told_together_in_the_end() -> None:
    parents = [(f"HTA201_1_B{number}", f"HTA201_2_B{number}") for number in range(1, 1502)]
    groups = told(found([specimens(*parents, ("HTA201_3_B1", "HTA201_3"))]), "links.missing_parent", "BiospecimenData")
    specimen_groups = [group for group in groups if group.finding.requirement == "R54"]
    assert len(specimen_groups) == 1001
    assert sum(group.count for group in specimen_groups) == 1501
    assert specimen_groups[-1].finding.value is None


def test_thousand_tables_are_one_submission() -> None:
    tables = [specimens((f"HTA201_1_B{number}", P1), file=f"{number}.csv") for number in range(1, 1001)]
    groups = found([*tables, people(P1), specimens(("HTA201_1_B1", P1), file="again.csv")])
    assert {group.finding.file for group in told(groups, "links.duplicate_row")} == {"1.csv", "again.csv"}


def test_columns_that_are_no_text_or_not_there_are_taken_as_they_come() -> None:
    frame = pl.DataFrame({"HTAN_PARTICIPANT_ID": [1, 2]})
    assert not told(found([Records("Diagnosis", "a.csv", None, frame)]), "links.missing_reference")
    assert not told(found([table("Diagnosis", {"OTHER": "x"})]), "links.missing_reference")


def test_participant_who_is_known_by_a_diagnosis_alone_still_has_no_demographics() -> None:
    records = [specimens(("HTA201_9_B1", "HTA201_9"))]
    by_diagnosis = found(records, known=known_as(("HTA201_9", "Diagnosis", None)))
    assert only(by_diagnosis, "links.missing_parent").rows == (1,)
    assert not told(found(records, known=known_as(("HTA201_9", "Demographics", None))), "links.missing_parent")
    assert not told(found(records, known=known_as(("HTA201_9", None, None))), "links.missing_parent")
