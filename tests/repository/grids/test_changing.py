"""Operations: what they change, what they remember, and what they refuse."""

from collections.abc import Callable

import pytest

from tests.factories.entities import make_person
from tests.factories.grids import bind, change, make_grid, make_sheet, open_grid, shown
from theatrum.drivers.db.transactions import writing
from theatrum.repository.audit.actions import purge_payloads
from theatrum.repository.audit.models import Event
from theatrum.repository.grids.changes import Change, Inserted, Sender, draft_change
from theatrum.repository.grids.editing import store
from theatrum.repository.grids.errors import ChangeTooLarge, GridAccessDenied, GridIsInvalid, NamesCells, RowNotFound
from theatrum.repository.grids.live import editing
from theatrum.repository.grids.log import log_of
from theatrum.repository.grids.models import Operation, OperationKind, Row, RowVerdict, Workspace
from theatrum.repository.grids.placing import spread
from theatrum.repository.grids.queries import cell_history, operations_since
from theatrum.repository.grids.undoing import ActNow, act_now, last_group, undo

pytestmark = pytest.mark.django_db
ID, NAME, AGE = 0, 1, 2


def _row(workspace: Workspace, number: int) -> Row:
    return Row.objects.get(workspace=workspace, number=number)


def test_cells_change_and_the_log_tells_from_what_to_what() -> None:
    ann, _, workspace = make_grid()
    stored = change(ann, workspace, Change(cells={2: {NAME: "Rob", AGE: "41"}}))
    assert shown(workspace)[1] == ["2", "Rob", "41"]
    assert stored.operation.sequence == 1
    log = log_of(operations_since(workspace, 0, limit=10)[0])
    assert log is not None
    assert log.cells == [(2, NAME, "Bob", "Rob"), (2, AGE, None, "41")]
    assert _row(workspace, 2).base == ["2", "Bob", None]


def test_a_row_that_is_as_it_was_has_no_changes() -> None:
    ann, _, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "x"}}))
    change(ann, workspace, Change(cells={1: {NAME: "Ann"}}))
    assert _row(workspace, 1).base is None


def test_the_verdict_comes_with_the_change() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    change(ann, workspace, Change(cells={2: {AGE: "41"}, 1: {AGE: "-1"}}))
    assert _row(workspace, 2).verdict == RowVerdict.VALID
    assert _row(workspace, 2).message == ""
    assert _row(workspace, 1).messages == ["#/age: -1 is not greater or equal to 0"]


def test_a_row_that_another_changed_meanwhile_is_judged_as_it_is_now() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    draft = draft_change(workspace, Change(cells={1: {NAME: "x"}}))
    change(ann, workspace, Change(cells={1: {AGE: "old"}}))
    assert draft.verdicts[1].verdict is RowVerdict.VALID
    store(ann, workspace, draft)
    assert shown(workspace)[0] == ["1", "x", "old"]
    assert _row(workspace, 1).verdict == RowVerdict.INVALID


def test_rows_are_inserted_where_they_are_wanted() -> None:
    ann, _, workspace = make_grid()
    change(ann, workspace, Change(inserted=[Inserted(["a"], after=1), Inserted(["b"], after=1), Inserted(["z"])]))
    change(ann, workspace, Change(inserted=[Inserted(["top"], after=0)]))
    assert [row[ID] for row in shown(workspace)] == ["top", "1", "a", "b", "2", "3", "z"]


def test_there_is_always_room_between_two_rows() -> None:
    ann, _, workspace = make_grid()
    for number in range(25):
        change(ann, workspace, Change(inserted=[Inserted([str(number)], after=1)]))
    assert [row[ID] for row in shown(workspace)] == ["1", *(str(n) for n in reversed(range(25))), "2", "3"]
    with writing():
        spread(workspace)
    assert [row[ID] for row in shown(workspace)][:2] == ["1", "24"]


def test_a_deleted_row_is_gone_and_comes_back() -> None:
    ann, _, workspace = make_grid()
    change(ann, workspace, Change(deleted=[2]))
    assert [row[ID] for row in shown(workspace)] == ["1", "3"]
    with pytest.raises(RowNotFound):
        change(ann, workspace, Change(cells={2: {NAME: "x"}}))
    change(ann, workspace, Change(restored=[2]))
    assert [row[ID] for row in shown(workspace)] == ["1", "2", "3"]


def test_an_edit_of_a_row_that_was_deleted_meanwhile_is_refused() -> None:
    ann, _, workspace = make_grid()
    draft = draft_change(workspace, Change(cells={2: {NAME: "x"}}))
    change(ann, workspace, Change(deleted=[2]))
    with pytest.raises(RowNotFound):
        store(ann, workspace, draft)


def test_the_same_operation_sent_again_is_not_applied_again() -> None:
    ann, _, workspace = make_grid()
    wanted = Change(inserted=[Inserted(["4"])])
    first = change(ann, workspace, wanted, Sender(client_id="tab-1"))
    again = change(ann, workspace, wanted, Sender(client_id="tab-1"))
    assert (again.operation.sequence, again.is_new) == (first.operation.sequence, False)
    assert len(shown(workspace)) == 4


def test_too_much_and_nonsense_are_refused() -> None:
    ann, _, workspace = make_grid()
    with pytest.raises(ChangeTooLarge):
        change(ann, workspace, Change(inserted=[Inserted(["x"])] * 5_001))
    with pytest.raises(RowNotFound):
        change(ann, workspace, Change(cells={77: {NAME: "x"}}))
    with pytest.raises(GridIsInvalid, match="no column in slot 9"):
        change(ann, workspace, Change(cells={1: {9: "x"}}))
    with pytest.raises(GridIsInvalid, match="NUL"):
        change(ann, workspace, Change(cells={1: {NAME: "a\x00b"}}))
    with pytest.raises(GridAccessDenied):
        change(make_person("eve"), workspace, Change(cells={1: {NAME: "x"}}))


def test_a_refusal_names_each_cell_that_is_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _, workspace = make_grid()
    change(ann, workspace, Change(deleted=[2]))
    drafted = draft_change(workspace, Change(cells={3: {NAME: "x"}, 1: {NAME: "x"}}))
    change(ann, workspace, Change(deleted=[3]))
    bad = Change(
        cells={1: {NAME: "a\x00b", AGE: "1"}, 2: {NAME: "x"}, 3: {9: None, AGE: "1" * 100_001}},
        inserted=[Inserted(["4"]), Inserted(["5", "a\x00b"])],
    )
    missing = Change(cells={1: {NAME: "x"}, 2: {NAME: "x", AGE: "1"}, 3: {AGE: "1"}, 77: {NAME: "x"}})

    def named(error: type[NamesCells], work: Callable[[], object]) -> list[tuple[int | None, int | None, int]]:
        with pytest.raises(error) as caught:
            work()
        assert {one.code for one in caught.value.cells} == {error.code}
        return [(one.row, one.index, one.slot) for one in caught.value.cells]

    assert named(RowNotFound, lambda: store(ann, workspace, drafted)) == [(3, None, NAME)]
    for rows in (500, 1):  # as one operation, and as several
        monkeypatch.setattr(editing, "MOST_ROWS", rows)
        of_texts = named(GridIsInvalid, lambda: editing.change_grid(ann, workspace, bad, Sender()))
        assert of_texts == [(1, None, NAME), (3, None, AGE), (3, None, 9), (None, 1, NAME)]
        of_rows = named(RowNotFound, lambda: editing.change_grid(ann, workspace, missing, Sender()))
        assert of_rows == [(2, None, NAME), (2, None, AGE), (3, None, AGE), (77, None, NAME)]
    assert shown(workspace) == [["1", "Ann", "40"]]


def test_undo_takes_a_group_back_and_undo_of_that_brings_it_back() -> None:
    ann, _, workspace = make_grid()
    before, paste = shown(workspace), Sender()
    change(ann, workspace, Change(cells={1: {NAME: "x"}}, deleted=[3]), paste)
    change(ann, workspace, Change(cells={1: {NAME: "y"}}, inserted=[Inserted(["9"])]), paste)
    after = shown(workspace)
    assert last_group(ann, workspace) == paste.group
    undone = undo(ann, workspace, paste.group)
    assert (shown(workspace), undone.kept) == (before, [])
    assert last_group(ann, workspace) is None
    with pytest.raises(GridIsInvalid, match="taken back already"):
        undo(ann, workspace, paste.group)
    assert undo(ann, workspace, undone.group).kept == []
    assert shown(workspace) == after


def test_an_act_knows_how_it_stands_and_its_undo_goes_on_where_it_was() -> None:
    ann, _, workspace = make_grid()
    before, paste = shown(workspace), Sender()
    assert act_now(ann, workspace, paste.group) is None
    change(ann, workspace, Change(cells={1: {NAME: "x"}}), paste)
    change(ann, workspace, Change(cells={2: {NAME: "x"}}, inserted=[Inserted(["9"])], deleted=[3]), paste)
    after = shown(workspace)
    assert act_now(ann, workspace, paste.group) == ActNow(paste.group)
    # The process that began to take it back has ended in the middle.
    back = Sender(kind=OperationKind.UNDO, group="back", undoes=paste.group)
    change(ann, workspace, Change(cells={2: {NAME: "Bob"}}, deleted=[4], restored=[3]), back)
    with pytest.raises(GridIsInvalid, match="taken back already"):
        undo(ann, workspace, paste.group)
    assert undo(ann, workspace, paste.group, as_group="back").kept == []
    assert shown(workspace) == before
    assert act_now(ann, workspace, paste.group) == ActNow("back", is_undone=True)
    again = undo(ann, workspace, "back")
    assert shown(workspace) == after
    assert act_now(ann, workspace, paste.group) == ActNow(again.group)


def test_undo_leaves_what_somebody_wrote_over() -> None:
    ann, _, workspace = make_grid()
    mine = Sender()
    change(ann, workspace, Change(cells={1: {NAME: "x", AGE: "5"}}, inserted=[Inserted(["9"])]), mine)
    change(ann, workspace, Change(cells={1: {NAME: "theirs"}, 4: {NAME: "theirs"}}))
    assert undo(ann, workspace, mine.group).kept == [(1, NAME), (4, None)]
    assert shown(workspace)[0] == ["1", "theirs", "40"]
    assert shown(workspace)[3] == ["9", "theirs", None]


def test_a_cell_has_its_history_until_a_purge_takes_it() -> None:
    ann, _, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "x"}}))
    change(ann, workspace, Change(cells={1: {NAME: "y"}, 2: {NAME: "z"}}))
    history = cell_history(workspace, number=1, slot=NAME)
    assert [(one.sequence, before, after) for one, before, after in history] == [(1, "Ann", "x"), (2, "x", "y")]
    with writing():
        purge_payloads(payload_ids=[Operation.objects.get(sequence=1).payload_id])
    assert [operation.sequence for operation, _, _ in cell_history(workspace, number=1, slot=1)] == [2]
    event = Event.objects.filter(action="grid_changed").order_by("sequence")[0]
    content = event.after.content if event.after else None
    assert content
    assert content["hash"] == Operation.objects.get(sequence=1).payload.keyed_hash
