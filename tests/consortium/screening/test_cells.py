"""Cells that may identify a person: refused on every way into a grid, or told of the row; their texts stand nowhere."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.grids import bind, change, make_grid, make_sheet, open_grid, shown
from tests.factories.records import make_csv, replace_rows
from tests.support import screening
from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.consortium.screening.engine import judge_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit.models import Payload
from theatrum.repository.grids.changes import Change, Inserted, Sender
from theatrum.repository.grids.errors import CellsIdentify
from theatrum.repository.grids.filters import Filters
from theatrum.repository.grids.importing import import_csv
from theatrum.repository.grids.live import editing
from theatrum.repository.grids.models import Operation, Row, RowVerdict, Workspace
from theatrum.repository.grids.synchronizing import synchronize_records
from theatrum.repository.grids.undoing import undo
from theatrum.repository.grids.updating import Literal, Template, Update, update_rows
from theatrum.repository.grids.waiting import judge_waiting

pytestmark = pytest.mark.django_db
ID, NAME, AGE = 0, 1, 2
DAY, MAIL, PERSON = "2021-03-04", "jane.roe@example.org", "contact: Dr. Jane Roe"


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    """Screen cells, and not files: no worker runs here."""
    screening.turn_on_texts()
    yield
    screening.turn_off_texts()


def _refused(actor: Actor, workspace: Workspace, wanted: Change) -> CellsIdentify:
    with pytest.raises(CellsIdentify) as caught:
        change(actor, workspace, wanted)
    return caught.value


def _everything() -> str:
    """Return all that is kept of grids: rows, operations with their values."""
    rows = list(Row.objects.values())
    return repr(rows) + repr(list(Operation.objects.values())) + repr(list(Payload.objects.values()))


def test_typing_and_pasting_are_refused_with_places_and_nothing_is_stored() -> None:
    ann, _, workspace = make_grid()
    wanted = Change(cells={1: {NAME: "fine"}, 2: {NAME: DAY, AGE: MAIL}}, inserted=[Inserted(["9", f"call {MAIL}"])])
    error = _refused(ann, workspace, wanted)
    assert [(one.row, one.index, one.slot, one.code) for one in error.cells] == [
        (2, None, NAME, "privacy.date"),
        (2, None, AGE, "privacy.email"),
        (None, 0, NAME, "privacy.email"),
    ]
    assert error.cells[0].shape == "9-9-9"
    assert "a calendar date" in error.cells[0].reason
    told = str(error) + repr(error.facts) + json.dumps([one.as_json() for one in error.cells])
    assert not any(text in told + _everything() for text in (DAY, MAIL, "jane"))
    assert shown(workspace)[0] == ["1", "Ann", "40"]


def test_a_large_paste_is_refused_with_the_places_of_all_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _, workspace = make_grid()
    monkeypatch.setattr(editing, "MOST_ROWS", 1)
    new = [Inserted(["8"]), Inserted(["9", MAIL])]
    wanted = Change(cells={1: {NAME: DAY}, 2: {AGE: "5"}, 3: {NAME: MAIL, AGE: "7"}}, inserted=new)
    with pytest.raises(CellsIdentify, match="in 3 of the cells") as caught:
        editing.change_grid(ann, workspace, wanted, Sender())
    assert [(one.row, one.index, one.slot) for one in caught.value.cells] == [
        (1, None, NAME),
        (3, None, NAME),
        (None, 1, NAME),
    ]
    assert not Operation.objects.exists()


def test_what_was_told_of_a_cell_stays_as_long_as_it_does() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    change(ann, workspace, Change(cells={1: {AGE: PERSON}}))
    for cells, expected in (({NAME: "Bo"}, True), ({AGE: "41"}, False), ({AGE: PERSON}, True), ({NAME: None}, True)):
        change(ann, workspace, Change(cells={1: cells}))
        row = Row.objects.get(workspace=workspace, number=1)
        told = [one["code"] for one in row.findings or []]
        assert ("privacy.name" in told) is expected, told
        Row.objects.filter(pk=row.pk).update(verdict=RowVerdict.WAITING, findings=None)
        judge_waiting(workspace)
        assert Row.objects.get(pk=row.pk).findings == row.findings


def test_what_waits_for_a_reviewer_is_told_of_the_row_and_masked() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    change(ann, workspace, Change(cells={1: {AGE: PERSON}}))
    row = Row.objects.get(workspace=workspace, number=1)
    assert row.cells == ["1", "Ann", PERSON]
    assert row.verdict == RowVerdict.INVALID
    private, schema = row.findings or []
    assert (private["code"], private["severity"], private["column"]) == ("privacy.name", "warning", "age")
    assert (schema["column"], schema["fix"], schema["suggestions"]) == ("age", None, [])
    assert "Roe" not in json.dumps(row.findings)
    change(ann, workspace, Change(cells={1: {NAME: "x"}}))
    assert next(one["code"] for one in Row.objects.get(workspace=workspace, number=1).findings or []) == "privacy.name"
    change(ann, workspace, Change(cells={1: {AGE: "40"}}))
    assert Row.objects.get(workspace=workspace, number=1).findings is None


def test_what_the_source_has_is_no_news_but_is_told() -> None:
    ann, node, workspace = make_grid(f"id,name,age\n1,{DAY},40\n2,Bob,\n".encode())
    row = Row.objects.get(workspace=workspace, number=1)
    assert [one["severity"] for one in row.findings or []] == ["error"]
    change(ann, workspace, Change(cells={1: {NAME: DAY, AGE: "41"}}))
    stored = change(ann, workspace, Change(cells={1: {NAME: "Ann"}}))
    undo(ann, workspace, stored.operation.group)
    assert shown(workspace)[0] == ["1", DAY, "41"]
    replace_rows(ann, node, f"id,name,age\n1,{DAY},40\n2,{MAIL},\n3,{DAY},1\n".encode())
    synchronize_records(ann, workspace, pushes=False)
    assert shown(workspace) == [["1", DAY, "41"], ["2", MAIL, None], ["3", DAY, "1"]]
    assert _refused(ann, workspace, Change(cells={3: {NAME: "2022-01-02"}})).cells[0].row == 3


def test_an_import_with_such_a_cell_stores_nothing() -> None:
    ann, _, workspace = make_grid()
    lines = [f"{number},new {number},{number}" for number in range(10, 2_300)]
    content = "\n".join(["id,name,age", "1,Anna,1", *lines, f"9999,{DAY},3", f"9998,x,{MAIL}", ""])
    schema = ["id", "name", "age"]
    with pytest.raises(CellsIdentify) as caught:
        import_csv(ann, workspace, make_csv(ann, content.encode()), descriptor={}, schema=schema)
    assert [(one.index, one.slot) for one in caught.value.cells] == [(2_291, NAME), (2_292, AGE)]
    assert len(shown(workspace)) == 3
    assert shown(workspace)[0] == ["1", "Ann", "40"]


def test_an_import_of_what_the_grid_says_already_is_no_news() -> None:
    ann, _, workspace = make_grid(f"id,name,age\n1,{DAY},40\n2,Bob,\n".encode())
    handle = make_csv(ann, f"id,name,age\n1,{DAY},41\n".encode())
    assert import_csv(ann, workspace, handle, descriptor={}, schema=["id", "name", "age"]).updated == 1
    assert shown(workspace)[0] == ["1", DAY, "41"]


def test_an_update_of_many_rows_with_such_a_cell_stores_nothing() -> None:
    ann, _, workspace = make_grid(b"id,name,age\n1,2021-03,04\n2,Bob,\n3,Cy,7\n")
    made = Template(column="age", source="{name}-{age}")
    for setting in (Literal("age", DAY), made):
        with pytest.raises(CellsIdentify):
            update_rows(ann, workspace, [Update([setting], Filters())])
    assert [row[AGE] for row in shown(workspace)] == ["04", None, "7"]


def test_where_nothing_is_screened_all_is_stored() -> None:
    screening.turn_off_texts()
    ann, _, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: DAY}}))
    assert shown(workspace)[0][NAME] == DAY


_TEXTS = st.sampled_from(sorted({text for one in WRITINGS for text in (*one.examples, *one.counterexamples)}))


@given(texts=st.lists(_TEXTS, min_size=1, max_size=4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_refused_is_what_the_engine_blocks(texts: list[str]) -> None:
    ann, _, workspace = _grid_once()
    told = judge_of(None).texts({"name": texts}, None).get("name", {})
    blocked = [
        index for index, text in enumerate(texts) if any(one.verdict is Verdict.BLOCK for one in told.get(text, []))
    ]
    wanted = Change(inserted=[Inserted([str(index), text]) for index, text in enumerate(texts)])
    before = len(shown(workspace))
    if blocked:
        assert [one.index for one in _refused(ann, workspace, wanted).cells] == blocked
        assert len(shown(workspace)) == before
    else:
        change(ann, workspace, wanted)
        assert len(shown(workspace)) == before + len(texts)


def _grid_once() -> tuple[Actor, object, Workspace]:
    known = Workspace.objects.select_related("source__current").first()
    if known is None:
        return make_grid()
    return Actor(id=known.owner_id, principal_ids=frozenset({known.owner_id}), is_administrator=True), None, known


def test_the_draft_is_refused_before_any_lock() -> None:
    ann, _, workspace = make_grid()
    with writing():
        pass
    _refused(ann, workspace, Change(cells={1: {NAME: DAY}}))
    workspace.refresh_from_db()
    assert workspace.sequence == 0
