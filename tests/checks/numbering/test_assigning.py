"""Rows get identifiers in place of local ids: the same again for the same, valid and unique."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.numbering.assigning import Assigned, Order, assign
from theatrum.checks.numbering.counting import Counting
from theatrum.checks.numbering.crosswalk import Crosswalk, Entry
from theatrum.checks.numbering.errors import AssignmentRefused, CrosswalkInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

IDENTIFIERS = load_profile(ProfileFolder.packaged("htan2")).overlay.identifiers
FORMS = IDENTIFIERS.forms
TUBES: dict[str, list[str | None]] = {
    "TUBE": ["t1", "t2", "t3"],
    "FROM": ["ann", "bob", "t1"],
    "NOTE": ["x", None, None],
}


def run(
    columns: Mapping[str, Sequence[str | None]],
    crosswalk: Crosswalk,
    *used: str,
    kind: str = "participant",
    column: str = "MRN",
    parent_column: str | None = None,
    parent_kind: str | None = None,
    references: tuple[str, ...] = (),
    is_external: bool = False,
    is_pooled: bool = False,
    is_kept: bool = False,
) -> Assigned:
    order = Order(
        kind=kind,
        column=column,
        made_on="2026-01-02",
        parent_column=parent_column,
        parent_kind=parent_kind,
        references=references,
        is_external=is_external,
        is_pooled=is_pooled,
        is_kept=is_kept,
    )
    counting = Counting(FORMS, "HTA201", [*used, *crosswalk.identifiers()])
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return assign(frame, order, IDENTIFIERS, crosswalk=crosswalk, counting=counting)


@given(runs=st.lists(st.lists(st.sampled_from("abcdefg"), max_size=6), max_size=5))
@settings(max_examples=40)
def test_runs_one_after_another_agree(runs: list[list[str]]) -> None:
    text = Crosswalk("x").text()
    seen: dict[str, str] = {}
    for names in runs:
        crosswalk = Crosswalk.parse(text, "x", FORMS)
        column = run({"MRN": names}, crosswalk, "HTA201_3").frame["HTAN_PARTICIPANT_ID"].to_list()
        for name, id_ in zip(names, column, strict=True):
            assert seen.setdefault(name, id_) == id_
            assert FORMS.is_a("participant", id_)
        text = crosswalk.text()
    assert len(set(seen.values())) == len(seen)
    assert "HTA201_3" not in seen.values()


def test_specimens_with_new_participants_and_specimens_of_specimens() -> None:
    crosswalk = Crosswalk("x")
    done = run(TUBES, crosswalk, kind="biospecimen", column="TUBE", parent_column="FROM")
    assert done.frame.to_dict(as_series=False) == {
        "HTAN_BIOSPECIMEN_ID": ["HTA201_1_B1", "HTA201_2_B1", "HTA201_1_B2"],
        "HTAN_PARENT_ID": ["HTA201_1", "HTA201_2", "HTA201_1_B1"],
        "NOTE": ["x", None, None],
    }
    assert done.made == {"participant": 2, "biospecimen": 3}
    files = {"FILE": ["f1", "f2"], "FROM": ["t3", "t1; t2"]}
    named = run(files, crosswalk, kind="data_file", column="FILE", parent_column="FROM").frame
    assert named["HTAN_DATA_FILE_ID"].to_list() == ["HTA201_1_D1", "HTA201_0000_D1"]
    assert named["HTAN_PARENT_ID"].to_list() == ["HTA201_1_B2", "HTA201_1_B1, HTA201_2_B1"]


def test_columns_that_name_other_rows_are_translated() -> None:
    columns: dict[str, list[str | None]] = {"TUBE": ["t1", "t2"], "FROM": ["ann", "ann"]}

    def assigned(adjacent: str) -> Assigned:
        whole = {**columns, "ADJACENT": [adjacent, None]}
        named = partial(run, kind="biospecimen", column="TUBE", parent_column="FROM")
        return named(whole, Crosswalk("x"), references=("ADJACENT",))

    done = assigned("t2; HTA201_9_B1")
    assert done.frame["ADJACENT"].to_list() == ["HTA201_1_B2, HTA201_9_B1", None]
    with pytest.raises(AssignmentRefused, match="no identifier yet"):
        assigned("t3")


def test_identifiers_that_are_there_are_taken_over() -> None:
    crosswalk = Crosswalk("x")
    done = run({"HTAN_PARTICIPANT_ID": ["HTA201_9", None, None], "MRN": ["a", "b", None]}, crosswalk)
    assert done.frame.to_dict(as_series=False) == {"HTAN_PARTICIPANT_ID": ["HTA201_9", "HTA201_10", None]}
    assert crosswalk.given("participant", "a") == "HTA201_9"
    assert list(done.without) == [3]
    with pytest.raises(CrosswalkInvalid, match="stands for HTA201_9 already"):
        run({"HTAN_PARTICIPANT_ID": ["HTA201_30"], "MRN": ["a"]}, crosswalk)
    with pytest.raises(AssignmentRefused, match="Row 1 have no well-formed|Row 1 has no well-formed"):
        run({"HTAN_PARTICIPANT_ID": ["HTA3_30"], "MRN": ["a"]}, crosswalk)


def test_a_crosswalk_of_another_center_is_refused() -> None:
    crosswalk = Crosswalk("x", [Entry("a", "participant", "HTA202_1", "", "2026-01-02")])
    with pytest.raises(AssignmentRefused, match="not of HTA201"):
        run({"MRN": ["a"]}, crosswalk)


def test_local_ids_in_the_column_of_the_identifiers_are_replaced() -> None:
    columns = {"HTAN_PARTICIPANT_ID": ["mrn1", "HTA201_5", None]}
    done = run(columns, Crosswalk("x"), column="HTAN_PARTICIPANT_ID")
    assert done.frame["HTAN_PARTICIPANT_ID"].to_list() == ["HTA201_6", "HTA201_5", None]


def test_local_columns_go_unless_kept_and_others_are_told() -> None:
    columns = {"MRN": ["a", "b"], "RECORD": ["a", "b"], "SEX": ["Male", "Female"]}
    done = run(columns, Crosswalk("x"))
    assert done.frame.columns == ["HTAN_PARTICIPANT_ID", "RECORD", "SEX"]
    assert list(done.still_local) == ["RECORD"]
    assert "MRN" in run(columns, Crosswalk("x"), is_kept=True).frame.columns


def test_external_and_pooled() -> None:
    assert run({"MRN": ["a"]}, Crosswalk("x"), is_external=True).frame.item() == "HTA201_EXT1"
    done = run({"TUBE": ["t"]}, Crosswalk("x"), kind="biospecimen", column="TUBE", is_pooled=True)
    assert done.frame.item() == "HTA201_0000_B1"


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"TUBE": ["t1"], "FROM": [None]}, "come from nothing"),
        ({"TUBE": ["t1", "t2"], "FROM": ["t2", "t1"]}, "in a circle"),
        ({"TUBE": ["t1", "t1"], "FROM": ["ann", "bob"]}, "not numbered under HTA201_2"),
        ({"TUBES": ["t1"], "FROM": ["a"]}, "no column 'TUBE'"),
        ({"TUBE": ["a"], "FROM": ["both"]}, "things of several kinds"),
    ],
)
def test_what_cannot_be_is_refused_without_a_local_id(columns: dict[str, list[str | None]], problem: str) -> None:
    crosswalk = Crosswalk("x")
    if "both" in (columns["FROM"][0] or ""):
        run({"MRN": ["both"]}, crosswalk)
        run({"T": ["both"], "FROM": ["HTA201_1"]}, crosswalk, kind="biospecimen", column="T", parent_column="FROM")
    with pytest.raises(AssignmentRefused, match=problem) as refused:
        run(columns, crosswalk, kind="biospecimen", column="TUBE", parent_column="FROM")
    assert not any(f"'{name}'" in str(refused.value) for name in ("t1", "ann", "both"))


def test_files_need_specimens_that_are_known() -> None:
    with pytest.raises(AssignmentRefused, match="Assign these first"):
        run({"FILE": ["f"], "FROM": ["t"]}, Crosswalk("x"), kind="data_file", column="FILE", parent_column="FROM")
    with pytest.raises(AssignmentRefused, match="Leave --parent-column out"):
        run({"MRN": ["f"], "FROM": ["t"]}, Crosswalk("x"), parent_column="FROM")
