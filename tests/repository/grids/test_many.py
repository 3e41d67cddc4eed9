"""More than one operation holds, and more than a request waits for."""

import pytest

from tests.factories.grids import bind, make_grid, make_sheet, shown
from tests.factories.records import make_csv, replace_rows
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids import jobs
from theatrum.repository.grids.actions.sessions import create_replica, delete_workspace
from theatrum.repository.grids.filters import CellIs, Comparison, Filters
from theatrum.repository.grids.importing import import_csv
from theatrum.repository.grids.log import log_of
from theatrum.repository.grids.models import Operation, Row, RowVerdict, Workspace
from theatrum.repository.grids.policy import MOST_CELLS
from theatrum.repository.grids.queries import find_workspace
from theatrum.repository.grids.synchronizing import synchronize_records
from theatrum.repository.grids.undoing import last_group, undo
from theatrum.repository.grids.updating import Literal, Update, update_rows

pytestmark = pytest.mark.django_db
COUNT = MOST_CELLS + 700


def _csv(count: int, *, age: str = "1", first: int = 0) -> bytes:
    return "".join(["id,name,age\n", *(f"{number},x,{age}\n" for number in range(first, first + count))]).encode()


def _sizes(workspace: Workspace) -> list[int]:
    logs = [log_of(one) for one in Operation.objects.filter(workspace=workspace).order_by("sequence")]
    return [len(log.cells) + sum(len(cells) for _, cells in log.inserted) for log in logs if log is not None]


def test_a_large_update_is_several_operations_that_are_undone_as_one() -> None:
    ann, _, workspace = make_grid(_csv(COUNT))
    with writing():
        replica = create_replica(actor=ann, workspace=workspace)
    young = CellIs("age", Comparison.EQUALS, 1)
    update = Update([Literal("age", "2")], Filters(cells=[young]))
    assert update_rows(ann, workspace, [update], replica=replica) == [COUNT]
    assert _sizes(workspace) == [MOST_CELLS, 700]
    assert {row[2] for row in shown(workspace)} == {"2"}
    group = last_group(ann, workspace)
    assert group is not None
    assert undo(ann, workspace, group).kept == []
    assert {row[2] for row in shown(workspace)} == {"1"}


def test_a_large_import_and_a_large_merge_are_several_operations() -> None:
    ann, node, workspace = make_grid(_csv(2))
    new = make_csv(ann, _csv(COUNT // 3, age="5"))
    done = import_csv(ann, workspace, new, descriptor={}, schema=["id", "name", "age"])
    assert (done.total, done.created, done.updated) == (COUNT // 3, COUNT // 3 - 2, 2)
    assert max(_sizes(workspace)) <= MOST_CELLS
    replace_rows(ann, node, _csv(COUNT, age="1"))
    workspace.refresh_from_db()
    synchronize_records(ann, workspace, pushes=False)
    assert [row[0] for row in shown(workspace)] == [str(number) for number in range(COUNT)]
    assert max(_sizes(workspace)) <= MOST_CELLS


def test_a_large_grid_is_opened_and_judged_by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, node = make_sheet()
    bind(node)
    monkeypatch.setattr(jobs, "SMALL_GRID", 2)
    order = {"session_id": "a" * 36, "source_id": node.id, "grid_owner_id": ann.id, "authorization": "SESSION_OWNER"}
    assert jobs.open_record_set(actor_id=ann.id, **order) == {"session_id": "a" * 36}
    workspace = find_workspace("a" * 36)
    assert workspace is not None
    assert set(Row.objects.filter(workspace=workspace).values_list("verdict", flat=True)) == {RowVerdict.WAITING}
    # Run once more, as after the death of a worker, it opens no second one.
    jobs.open_record_set(actor_id=ann.id, **order)
    assert Workspace.objects.count() == 1
    [job] = Job.objects.filter(name=jobs.JUDGE, state=State.QUEUED)
    execution.run(str(job.id))
    assert RowVerdict.WAITING not in set(Row.objects.filter(workspace=workspace).values_list("verdict", flat=True))


def test_the_rows_of_a_deleted_grid_are_cleared_and_its_log_stays() -> None:
    ann, _, workspace = make_grid()
    update_rows(ann, workspace, [Update([Literal("name", "y")], Filters())])
    with writing():
        delete_workspace(actor=ann, workspace=workspace)
    [job] = Job.objects.filter(name="grids.clear", state=State.QUEUED)
    execution.run(str(job.id))
    assert not Row.objects.exists()
    assert Operation.objects.filter(workspace=workspace).count() == 1


def test_a_grid_whose_source_is_in_the_trash_is_not_there() -> None:
    ann, node, workspace = make_grid()
    with writing():
        trash_entity(actor=ann, node_id=node.id)
    assert find_workspace(workspace.session_id) is None
    with writing():
        restore_entity(actor=ann, node_id=node.id)
    assert find_workspace(workspace.session_id) is not None
    assert get_node(node.id).id == workspace.source_id
