"""A large change in parts, between which others come to turn."""

import pytest

from tests.factories.entities import make_person
from tests.factories.grids import bind, change, make_sheet, open_grid, shown
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.errors import ActTakenBack, GridIsInvalid
from theatrum.repository.grids.judging import Subject
from theatrum.repository.grids.live import editing
from theatrum.repository.grids.models import Operation, Row, Workspace
from theatrum.repository.grids.sources import judge_of
from theatrum.repository.grids.turns import giving_way, go_on
from theatrum.repository.grids.undoing import last_group, own_acts, undo

pytestmark = pytest.mark.django_db
ROWS = 8


def _sheet(monkeypatch: pytest.MonkeyPatch) -> tuple[Actor, Workspace]:
    """Return a grid in which a change of more than two rows is a large one."""
    ann, node = make_sheet(b"id,name,age\n" + b"".join(b"%d,Ann,%d\n" % (number, number) for number in range(ROWS)))
    bind(node)
    monkeypatch.setattr(editing, "MOST_ROWS", 2)
    return ann, open_grid(ann, node)


@pytest.mark.requirement("R64")
def test_a_small_change_comes_between_the_parts_of_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, workspace = _sheet(monkeypatch)
    asked: list[int] = []

    def give_way() -> None:
        asked.append(len(asked))
        if len(asked) == 3:  # all rows are judged, those of the first part are written
            change(ann, workspace, Change(cells={6: {1: "between", 2: "x"}, 1: {2: "last"}}))

    ages: dict[int, dict[int, str | None]] = {number: {2: "seven" if number % 2 else "5"} for number in range(1, 9)}
    with giving_way(give_way):
        done = editing.change_grid(ann, workspace, Change(cells=ages), Sender(client_id="paste"))
    names = list(Operation.objects.filter(workspace=workspace).order_by("sequence").values_list("client_id", flat=True))
    assert names == ["paste", None, "paste/1", "paste/2", "paste/3"]
    assert done.sequence == len(names)
    assert len(asked) == 1 + ROWS // 2
    rows = shown(workspace)
    assert rows[5] == ["5", "between", "5"]
    assert rows[0] == ["0", "Ann", "last"]
    _require_judged(workspace)


def _require_judged(workspace: Workspace) -> None:
    """Require that rows are stored with what they are worth if all of them are judged anew."""
    stored = list(Row.objects.filter(workspace=workspace).order_by("number"))
    judged = judge_of(workspace)([Subject(row) for row in shown(workspace)])
    assert [(row.verdict, row.message, row.messages, row.findings) for row in stored] == [
        (one.verdict, one.message, one.messages, one.findings) for one in judged
    ]


@pytest.mark.requirement("R64")
def test_a_column_that_is_set_in_many_rows_is_worth_what_it_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, workspace = _sheet(monkeypatch)
    # Columns that stand alone: wrong, right, empty, in rows in which another is wrong as well, or nothing stands else.
    acts = [(2, "seven"), (1, None), (2, "5"), (1, "Bo"), (2, None), (0, None), (1, None), (2, "x"), (0, "1"), (2, "6")]
    for slot, text in acts:
        cells: dict[int, dict[int, str | None]] = {number: {slot: text} for number in range(1, ROWS)}
        editing.change_grid(ann, workspace, Change(cells=cells), Sender())
        assert {row[slot] for row in shown(workspace)[:-1]} == {text}
        _require_judged(workspace)


def _ages(text: str) -> Change:
    return Change(cells={number: {2: text} for number in range(1, ROWS + 1)})


def test_what_is_taken_back_while_it_is_written_leaves_no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, workspace = _sheet(monkeypatch)
    before, asked = shown(workspace), list[int]()

    def in_another_window() -> None:
        asked.append(len(asked))
        if len(asked) == 4:  # two parts are written
            with giving_way(go_on):
                undo(ann, workspace, "paste")

    with giving_way(in_another_window), pytest.raises(ActTakenBack, match="the rest was left out"):
        editing.change_grid(ann, workspace, _ages("5"), Sender(group="paste"))
    assert shown(workspace) == before
    acts = own_acts(ann, workspace)
    assert (acts.to_undo, acts.to_redo is not None) == (None, True)


def test_what_is_written_while_an_act_is_taken_back_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, workspace = _sheet(monkeypatch)
    before, asked = shown(workspace), list[int]()
    change(ann, workspace, Change(cells={1: {2: "5"}}), sender=Sender(group="paste"))

    def in_another_window() -> None:
        asked.append(len(asked))
        if len(asked) == 1:  # what is to be taken back was read, and nothing of it is
            change(ann, workspace, Change(cells={2: {2: "5"}}), sender=Sender(group="paste"))

    with giving_way(in_another_window):
        undo(ann, workspace, "paste")
    assert shown(workspace) == before


def test_others_come_to_turn_while_a_large_act_is_taken_back_and_that_is_done_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann, workspace = _sheet(monkeypatch)
    before, asked = shown(workspace), list[int]()
    editing.change_grid(ann, workspace, _ages("5"), Sender(group="paste"))

    def in_another_window() -> None:
        asked.append(len(asked))
        if len(asked) == 2:
            with giving_way(go_on), pytest.raises(GridIsInvalid):
                undo(ann, workspace, "paste")
            with pytest.raises(GridIsInvalid, match="in another window"):
                change(ann, workspace, _ages("6"), sender=Sender(group="other", undoes="paste"))
            change(ann, workspace, Change(cells={1: {1: "between"}}), sender=Sender(group="between"))

    with giving_way(in_another_window):
        undone = undo(ann, workspace, "paste")
    assert [row[2] for row in shown(workspace)] == [row[2] for row in before]
    assert (len(asked), shown(workspace)[0][1], undone.kept) == (ROWS // 2, "between", [])
    assert last_group(ann, workspace) == "between"


def test_who_names_an_act_as_another_does_takes_back_their_own_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, workspace = _sheet(monkeypatch)
    other = make_person("other", is_administrator=True)
    group = change(ann, workspace, Change(cells={1: {2: "41"}})).operation.group
    change(other, workspace, Change(cells={2: {2: "42"}}), Sender(group=group))
    undo(other, workspace, group)
    change(ann, workspace, Change(cells={3: {2: "43"}}), Sender(group=group))
    assert own_acts(ann, workspace).to_undo == group
    undo(ann, workspace, group)
    assert own_acts(ann, workspace).to_undo is None
