"""Long tables: valid but for the cells that are listed, and the same again."""

import polars as pl
import pytest

from tests.checks.synthesis.made import PLAN, PROFILE
from theatrum.checks.columns.judging import plan_for
from theatrum.checks.synthesis.bulk import synthetic_table


# One of each kind: many conditions, long vocabularies, lists and links, numbers.
@pytest.mark.parametrize("component", ["Therapy", "BiospecimenData", "SpatialLevel3", "VitalStatus"])
def test_exactly_the_listed_rows_are_invalid(component: str) -> None:
    table = synthetic_table(PROFILE, component, 300, seed=2)
    verdict = plan_for(PLAN.parts[component].schema).judge(table.frame)
    assert verdict.invalid_rows().to_list() == [defect.row - 1 for defect in table.defects]
    assert set(table.frame.dtypes) == {pl.String}
    assert table.frame.columns == list(PLAN.parts[component].columns)


def test_defects_say_what_stands_in_their_cells_and_what_stood_there() -> None:
    bad, clean = (synthetic_table(PROFILE, "Diagnosis", 500, bad_share=share) for share in (0.1, 0))
    assert len(bad.defects) == 50
    assert clean.defects == ()
    for defect in bad.defects:
        assert bad.frame[defect.column][defect.row - 1] == defect.new
        assert clean.frame[defect.column][defect.row - 1] == defect.old
    assert {defect.code for defect in bad.defects} == {
        "schema.required",
        "schema.type",
        "schema.minimum",
        "schema.enum",
    }


def test_specimens_have_parents_that_are_there() -> None:
    specimens = synthetic_table(PROFILE, "BiospecimenData", 1000, bad_share=0, center="HTA205").frame
    people = synthetic_table(PROFILE, "Demographics", 200, bad_share=0, center="HTA205").frame
    known = {*specimens["HTAN_BIOSPECIMEN_ID"], *people["HTAN_PARTICIPANT_ID"]}
    assert len(known) == 1200
    assert set(specimens["HTAN_PARENT_ID"]) <= known


def test_same_seed_gives_the_same_table() -> None:
    one, again, other = (synthetic_table(PROFILE, "Therapy", 50, seed=seed) for seed in (3, 3, 4))
    assert one.frame.equals(again.frame)
    assert one.defects == again.defects
    assert not one.frame.equals(other.frame)
