"""Problems of a whole grid: grouped as the checks group them, and mended exactly as far as they find rows mended."""

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.grids import bind, change, make_sheet, open_grid, shown
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.judging import Subject
from theatrum.repository.grids.live.loading import load_rows
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.grids.problems.answers import answer_fix, answer_meant, answer_problems
from theatrum.repository.grids.problems.grouping import Problem, problems_of
from theatrum.repository.grids.problems.mending import mended
from theatrum.repository.grids.sources import judge_of
from theatrum.repository.grids.undoing import undo

pytestmark = pytest.mark.django_db
ID, SITE, TISSUES, AGE = 0, 1, 2, 3
SCHEMA: JsonObject = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "my.organization-people-1.0.0",
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "site": {"enum": ["Bone marrow", "Lung", "Skin, NOS"]},
        "tissues": {"type": "array", "items": {"enum": ["Tumor", "Normal", "Blood, peripheral"]}},
        "age": {"type": "integer", "minimum": 0},
    },
    "required": ["id", "age"],
}


def _grid(*rows: str) -> tuple[Actor, Workspace]:
    ann, node = make_sheet("\n".join(["id,site,tissues,age", *rows, ""]).encode())
    bind(node, SCHEMA)
    return ann, open_grid(ann, node)


def _told(problem: Problem) -> tuple[str, int | None, int, list[tuple[str, str, int]]]:
    fixes = [(fix.before, fix.after, fix.count) for fix in problem.fixes]
    return problem.finding.code, problem.slot, problem.count, fixes


def _fix(actor: Actor, workspace: Workspace, problem: Problem, group: str = "all") -> JsonObject:
    return answer_fix(actor, workspace, {"t": "fix", "id": 1, "key": problem.key, "group": group, "remember": False})


def test_groups_have_counts_rows_and_what_would_do() -> None:
    _, workspace = _grid(
        "1,LUNG,Tumor,1", "2,lung,Tumor,2", "3,LUNG,Tumor,", "4,Elbow of the world,tumour,4", "5,Lung,Tumor,5"
    )
    site, age, tissues = sorted(problems_of(workspace), key=lambda one: -one.count)
    assert _told(site) == ("schema.enum", SITE, 4, [("LUNG", "Lung", 2), ("lung", "Lung", 1)])
    assert list(site.rows) == [1, 2, 3, 4]
    by_slot = {one.slot: one for one in (age, tissues)}
    assert (by_slot[AGE].finding.code, list(by_slot[AGE].rows), by_slot[AGE].fixes) == ("schema.required", [3], ())
    assert _told(by_slot[TISSUES])[3] == [("tumour", "Tumor", 1)]


def test_mending_is_one_act_which_one_undo_takes_back() -> None:
    ann, workspace = _grid("1,LUNG,Tumor,1", "2,lung,Tumor,2", "3,Bone-Marrow,Tumor,3", "4,Elbow of the world,Tumor,4")
    before = shown(workspace)
    (problem,) = problems_of(workspace)
    assert _fix(ann, workspace, problem) == {"mended": 3, "left": 0}
    assert [row[SITE] for row in shown(workspace)] == ["Lung", "Lung", "Bone marrow", "Elbow of the world"]
    assert [row.verdict for row in Row.objects.filter(workspace=workspace).order_by("number")] == [
        RowVerdict.VALID,
        RowVerdict.VALID,
        RowVerdict.VALID,
        RowVerdict.INVALID,
    ]
    undo(ann, workspace, "all")
    assert shown(workspace) == before
    assert problems_of(workspace)[0].count == 4


def test_items_of_a_list_are_mended_within_it() -> None:
    ann, workspace = _grid('1,Lung,"tumour, Normal, normal",1', '2,Lung,"Blood, peripheral, TUMOR",2', "3,Lung,What,3")
    (problem,) = problems_of(workspace)
    assert {fix.after for fix in problem.fixes} == {"Tumor, Normal, Normal", '"Blood, peripheral", Tumor'}
    _fix(ann, workspace, problem)
    assert [row[TISSUES] for row in shown(workspace)] == ["Tumor, Normal, Normal", '"Blood, peripheral", Tumor', "What"]


def test_only_live_rows_count_and_the_sequence_is_told() -> None:
    ann, workspace = _grid("1,LUNG,Tumor,1", "2,LUNG,Tumor,2")
    change(ann, workspace, Change(deleted=[1]))
    answer = json.loads(json.dumps(answer_problems(ann, workspace, {"t": "problems", "id": 1})))
    assert answer["sequence"] == 1
    (group,) = answer["groups"]
    assert (group["count"], group["rows"], group["fixes"]) == (1, [2], [{"from": "LUNG", "to": "Lung", "count": 1}])


def test_a_fix_of_nothing_is_refused_and_of_an_old_group_does_nothing() -> None:
    ann, workspace = _grid("1,Lung,Tumor,1")
    with pytest.raises(GridIsInvalid):
        answer_fix(ann, workspace, {"t": "fix", "id": 1})
    assert answer_fix(ann, workspace, {"t": "fix", "id": 1, "key": "gone", "group": "g"}) == {"mended": 0, "left": 0}


@pytest.mark.parametrize("number", [None, "1", True, -1, 2**63, 10**40])
def test_what_is_no_number_of_a_row_is_refused(number: JsonValue) -> None:
    actor, workspace = _grid("1,Ann,40")
    with pytest.raises(GridIsInvalid, match="give its number"):
        answer_meant(actor, workspace, {"row": number})


def test_what_offers_no_text_of_the_cell_is_not_mended() -> None:
    column: JsonObject = {"code": "schema.additional_properties", "message": "x", "suggestions": ["AGE"]}
    assert mended(column, "7") is None
    two: JsonObject = {"code": "schema.enum", "message": "x", "suggestions": ["a", "b"]}
    assert mended(two, "c") is None
    item: JsonObject = {"code": "schema.enum", "message": "Item 3 of x is wrong.", "suggestions": ["a"]}
    assert mended(item, "c, d") is None
    assert mended(item, '["c", "d", "e"]') == '["c", "d", "a"]'


_SITES = st.sampled_from(["LUNG", "lung ", "Lung", "skin nos", "Elbow", "bone marow", "", "NA"])
_TISSUES = st.sampled_from(["tumour", "Tumor; normal", '"Blood, peripheral", tumor', "x", "", "Normal"])
_AGES = st.sampled_from(["1", "1,000", "seven", "", "3 ", "-1", "4.0"])


@given(rows=st.lists(st.tuples(_SITES, _TISSUES, _AGES), min_size=1, max_size=12))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_all_is_mended_rows_are_what_checks_say_of_them(rows: list[tuple[str, str, str]]) -> None:
    ann, workspace = _grid_of(rows)
    before = shown(workspace)
    for number, problem in enumerate(problems_of(workspace)):
        _fix(ann, workspace, problem, group=f"fix-{number}")
    after = shown(workspace)
    judged = judge_of(workspace)([Subject(row) for row in after])
    stored = list(Row.objects.filter(workspace=workspace, is_deleted=False).order_by("position"))
    assert [(row.verdict, row.findings) for row in stored] == [(one.verdict, one.findings) for one in judged]
    # What is still offered would mend no row: all that do were taken.
    assert all(not problem.fixes for problem in problems_of(workspace))
    was = judge_of(workspace)([Subject(row) for row in before])
    for old, new, had, has in zip(before, after, was, judged, strict=True):
        changed = [slot for slot in range(4) if old[slot] != new[slot]]
        gone = _columns(had.findings) - _columns(has.findings)
        assert sum(gone.values()) >= len(changed)
        assert {workspace.column_names[slot] for slot in changed} <= set(gone)


def _columns(findings: list[JsonObject] | None) -> Counter[object]:
    return Counter(one.get("column") for one in findings or [])


def _grid_of(rows: list[tuple[str, str, str]]) -> tuple[Actor, Workspace]:
    known = Workspace.objects.select_related("source__current").first()
    if known is None:
        ann, known = _grid("0,Lung,Tumor,1")
    else:
        ann = Actor(id=known.owner_id, principal_ids=frozenset({known.owner_id}), is_administrator=True)
    live = list(Row.objects.filter(workspace=known, is_deleted=False).values_list("number", flat=True))
    new = [Inserted([str(number), *(text or None for text in row)]) for number, row in enumerate(rows)]
    change(ann, known, Change(deleted=live, inserted=new))
    return ann, known


def test_a_row_says_what_its_cells_would_have_to_hold() -> None:
    _, workspace = _grid('1,LUNG,"Normal, tumour",x')
    told = json.loads(load_rows(workspace, [1])[1].text)["findings"]
    assert [(one["slot"], one["fix"]) for one in told] == [(SITE, "Lung"), (TISSUES, "Normal, Tumor"), (AGE, None)]
    assert not any("Did you mean" in one["message"] for one in told if one["fix"])
