"""Times that contradict one another."""

import pytest

from tests.checks.links.tables import found, only, table, told

P1, P2 = "HTA201_1", "HTA201_2"


@pytest.mark.requirement("R71")
def test_times_are_in_order() -> None:
    rows = [("20000", "19999"), ("20000", "20000"), ("20000", "-1"), ("20000", "soon"), ("2e4", "19999.5"), (None, "1")]
    records = table(
        "Therapy",
        *(
            {"HTAN_PARTICIPANT_ID": P1, "AGE_IN_DAYS_AT_TREATMENT_START": start, "AGE_IN_DAYS_AT_TREATMENT_END": end}
            for start, end in rows
        ),
    )
    assert only(found([records]), "links.order").rows == (1, 5)


@pytest.mark.requirement("R71")
def test_nothing_comes_after_death_but_autopsies() -> None:
    death = table("VitalStatus", {"HTAN_PARTICIPANT_ID": P1, "AGE_IN_DAYS_AT_DEATH": "20000"})
    follow_up = table(
        "FollowUp",
        {"HTAN_PARTICIPANT_ID": P1, "AGE_IN_DAYS_AT_FOLLOWUP": "20001"},
        {"HTAN_PARTICIPANT_ID": P2, "AGE_IN_DAYS_AT_FOLLOWUP": "20001"},
    )
    late = {"HTAN_PARENT_ID": P1, "AGE_IN_DAYS_AT_SPECIMEN_COLLECTION": "20001"}
    taken = table(
        "BiospecimenData",
        late | {"HTAN_BIOSPECIMEN_ID": "HTA201_1_B1", "ACQUISITION_METHOD_TYPE": "Biopsy"},
        late | {"HTAN_BIOSPECIMEN_ID": "HTA201_1_B2", "ACQUISITION_METHOD_TYPE": "Autopsy"},
    )
    groups = told(found([death, follow_up, taken]), "links.order")
    assert {(group.finding.component, group.rows) for group in groups} == {
        ("FollowUp", (1,)),
        ("BiospecimenData", (1,)),
    }
