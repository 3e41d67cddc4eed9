"""A grid and its record set brought together: by examples, and against a model of what must come out."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.grids import bind, change, make_grid, make_sheet, open_grid, shown
from tests.factories.records import replace_rows
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node, Validation
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.errors import GridIsBusy
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.grids.synchronizing import alone, changed_rows, export_to_record_set, synchronize_records

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db
ID, NAME, AGE = 0, 1, 2
Records: TypeAlias = dict[str, dict[str, str | None]]


def _file(handle: FileHandle | None) -> list[list[str]]:
    assert handle is not None
    with store().open(handle.key) as stream:
        text = stream.read().decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def _source(node: Node) -> list[list[str]]:
    current = get_node(node.id).current
    assert current is not None
    return _file(current.handle)


def _validation(node: Node) -> list[list[str]]:
    current = get_node(node.id).current
    assert current is not None
    return _file(FileHandle.objects.get(pk=int(str(current.details["validationFileHandleId"]))))


def _number(node: Node) -> int:
    current = get_node(node.id).current
    return current.number if current else 0


def _pull(ann: Actor, workspace: Workspace) -> list[str]:
    workspace.refresh_from_db()
    return synchronize_records(ann, workspace, pushes=False)


def _synchronize(ann: Actor, workspace: Workspace) -> list[str]:
    workspace.refresh_from_db()
    return synchronize_records(ann, workspace, pushes=True)


def test_changes_here_become_a_new_version() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={2: {AGE: "41"}}, inserted=[Inserted(["4", "Di"])], deleted=[3]))
    assert _synchronize(ann, workspace) == []
    assert _source(node) == [["id", "name", "age"], ["1", "Ann", "40"], ["2", "Bob", "41"], ["4", "Di", ""]]
    assert _number(node) == 2
    assert not changed_rows(workspace).exists()


def test_nothing_new_makes_no_version() -> None:
    ann, node, workspace = make_grid()
    assert _synchronize(ann, workspace) == []
    assert _number(node) == 1
    etag = get_node(node.id).etag
    assert _synchronize(ann, workspace) == []
    assert get_node(node.id).etag == etag


def test_the_validation_of_the_rows_goes_with_the_version() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    saved, told = export_to_record_set(ann, workspace)
    assert told == []
    assert saved.version == 2
    assert {**saved.summary, "generatedOn": None} == {
        "containerId": node.public_id,
        "totalNumberOfChildren": 3,
        "numberOfValidChildren": 1,
        "numberOfInvalidChildren": 2,
        "numberOfUnknownChildren": 0,
        "generatedOn": None,
    }
    assert _validation(node) == [
        ["row_index", "is_valid", "validation_error_message", "all_validation_messages"],
        ["0", "true", "", ""],
        ["1", "false", "expected type: Integer, found: Null", '["#/age: expected type: Integer, found: Null"]'],
        ["2", "false", "expected type: Integer, found: String", '["#/age: expected type: Integer, found: String"]'],
    ]
    assert Validation.objects.get(node=node).verdict == "invalid"


def test_what_changed_there_comes_in_beside_what_changed_here() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "Anna"}}))
    replace_rows(ann, node, b"id,name,age\n0,Zed,1\n1,Ann,41\n3,Cy,seven\n4,Di,5\n")
    assert _pull(ann, workspace) == []
    assert shown(workspace) == [["0", "Zed", "1"], ["1", "Anna", "41"], ["3", "Cy", "seven"], ["4", "Di", "5"]]
    assert _number(node) == 2
    assert _synchronize(ann, workspace) == []
    assert _source(node)[1:] == [["0", "Zed", "1"], ["1", "Anna", "41"], ["3", "Cy", "seven"], ["4", "Di", "5"]]


def test_a_conflict_is_told_and_both_values_stay_where_they_are_until_the_next_time() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "mine", AGE: "1"}}))
    replace_rows(ann, node, b"id,name,age\n1,theirs,40\n2,Bob,\n3,Cy,seven\n")
    [told] = _synchronize(ann, workspace)
    assert told == "Row 1, name: changed here and at the source. The grid keeps its value."
    assert shown(workspace)[0] == ["1", "mine", "1"]
    assert _source(node)[1] == ["1", "theirs", "1"]
    assert _synchronize(ann, workspace) == []
    assert _source(node)[1] == ["1", "mine", "1"]


def test_a_conflict_alone_writes_nothing() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "mine"}}))
    replace_rows(ann, node, b"id,name,age\n1,theirs,40\n2,Bob,\n3,Cy,seven\n")
    assert len(_synchronize(ann, workspace)) == 1
    assert _number(node) == 2


def test_an_edit_wins_over_a_deletion_on_either_side() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "mine"}}, deleted=[2]))
    replace_rows(ann, node, b"id,name,age\n2,theirs,\n3,Cy,seven\n")
    assert sorted(_synchronize(ann, workspace)) == [
        "Row 1 was changed here and deleted at the source: the grid keeps it as a new row.",
        "Row 1 was deleted here and changed at the source: it is back.",
    ]
    assert sorted(row[NAME] or "" for row in shown(workspace)) == ["Cy", "mine", "theirs"]
    assert sorted(row[NAME] for row in _source(node)[1:]) == ["Cy", "mine", "theirs"]


def test_columns_come_and_go() -> None:
    ann, node, workspace = make_grid()
    replace_rows(ann, node, b"id,sex,name\n1,f,Ann\n2,m,Bob\n3,,Cy\n")
    assert _pull(ann, workspace) == []
    workspace.refresh_from_db()
    assert workspace.columns == ["id", "name", "sex"]
    assert [[row[slot] for slot in workspace.column_order] for row in shown(workspace)] == [
        ["1", "Ann", "f"],
        ["2", "Bob", "m"],
        ["3", "Cy", None],
    ]


def test_a_column_that_was_changed_here_stays() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {AGE: "50"}}))
    replace_rows(ann, node, b"id,name\n1,Ann\n2,Bob\n3,Cy\n")
    assert _synchronize(ann, workspace) == [
        "Column age was taken out of the source and changed here: the grid keeps it."
    ]
    assert _source(node)[0] == ["id", "name", "age"]


def test_another_schema_judges_anew() -> None:
    ann, node, workspace = make_grid()
    assert {row.verdict for row in live_rows(workspace)} == {"none"}
    bind(node)
    _pull(ann, workspace)
    workspace.refresh_from_db()
    assert workspace.schema_id == "my.organization-people-1.0.0"
    assert [row.verdict for row in live_rows(workspace)] == ["valid", "invalid", "invalid"]


def test_what_is_changed_while_it_is_written_is_a_change_still() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "x"}}))
    _synchronize(ann, workspace)
    change(ann, workspace, Change(cells={1: {NAME: "y"}}))
    assert Row.objects.get(workspace=workspace, number=1).base == ["1", "x", "40"]
    _synchronize(ann, workspace)
    assert _source(node)[1] == ["1", "y", "40"]


def test_only_one_synchronizes_at_a_time() -> None:
    _, _, workspace = make_grid()
    with alone(workspace, "one"), alone(workspace, "one"):
        pass
    with alone(workspace, "one"), pytest.raises(GridIsBusy), alone(workspace, "two"):
        pass


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_a_job_that_lives_is_not_overtaken_however_long_it_takes(state: State) -> None:
    """Its worker may have died: another one takes it over and goes on, as the same job."""
    _, _, workspace = make_grid()
    _hold(workspace, state)
    with pytest.raises(GridIsBusy), alone(workspace, "two"):
        pass


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
def test_a_job_that_has_ended_holds_nothing(state: State) -> None:
    _, _, workspace = make_grid()
    _hold(workspace, state)
    with alone(workspace, "two"):
        pass


def test_who_holds_a_grid_outside_a_job_is_taken_for_dead_in_the_end() -> None:
    _, _, workspace = make_grid()
    Workspace.objects.filter(pk=workspace.pk).update(synchronizer="one", synchronizing_on=LONG_AGO)
    with alone(workspace, "two"):
        pass


def _hold(workspace: Workspace, state: State) -> None:
    job = Job.objects.create(name="grids.synchronize", lane="long", state=state, created_at=LONG_AGO)
    Workspace.objects.filter(pk=workspace.pk).update(synchronizer=str(job.pk), synchronizing_on=LONG_AGO)


# Against a model: what three sets of records come to, keyed by id.

COLUMNS = ("name", "age")
values = st.sampled_from(["a", "b", "c", None])
record = st.fixed_dictionaries(dict.fromkeys(COLUMNS, values))
some_records = st.dictionaries(st.sampled_from("123456"), record, max_size=5)


def _csv(records: Mapping[str, Mapping[str, str | None]]) -> bytes:
    lines = [",".join([key, *(cells[name] or "" for name in COLUMNS)]) for key, cells in sorted(records.items())]
    return "\n".join(["id,name,age", *lines, ""]).encode()


def _merged(base: Records, theirs: Records, mine: Records) -> tuple[Records, Records]:
    """Return what the grid and the source must have."""
    grid, source = Records(), Records()
    for key in {*base, *theirs, *mine}:
        before, there, here = base.get(key), theirs.get(key), mine.get(key)
        if there is None or here is None:
            kept = here if there is None else there
            if kept is not None and kept != before:
                grid[key] = source[key] = kept
            continue
        old = before or dict.fromkeys(COLUMNS)
        grid[key] = {name: here[name] if here[name] != old[name] else there[name] for name in COLUMNS}
        source[key] = {name: there[name] if there[name] != old[name] else here[name] for name in COLUMNS}
    return grid, source


def _make_mine(ann: Actor, workspace: Workspace, base: Records, mine: Records) -> None:
    numbers = {str((row.cells or [""])[ID]): row.number for row in live_rows(workspace)}
    both = base.keys() & mine.keys()
    cells = {numbers[key]: {NAME: mine[key]["name"], AGE: mine[key]["age"]} for key in both}
    new = [Inserted([key, mine[key]["name"], mine[key]["age"]]) for key in mine.keys() - base.keys()]
    change(
        ann, workspace, Change(cells=cells, inserted=new, deleted=[numbers[key] for key in base.keys() - mine.keys()])
    )


def _as_records(rows: list[list[str | None]]) -> Records:
    return {str(row[ID]): {"name": row[NAME] or None, "age": row[AGE] or None} for row in rows}


@pytest.fixture
def three() -> tuple[Actor, Node]:
    """Make a record set, whose rows each example replaces."""
    return make_sheet()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(base=some_records, theirs=some_records, mine=some_records)
def test_a_merge_is_what_the_model_says(
    three: tuple[Actor, Node], base: Records, theirs: Records, mine: Records
) -> None:
    ann, node = three
    replace_rows(ann, node, _csv(base))
    workspace = open_grid(ann, node)
    _make_mine(ann, workspace, base, mine)
    replace_rows(ann, node, _csv(theirs))
    _synchronize(ann, workspace)
    grid, source = _merged(base, theirs, mine)
    assert _as_records(shown(workspace)) == grid
    assert _as_records([list(row) for row in _source(node)[1:]]) == source
    _synchronize(ann, workspace)
    assert _as_records([list(row) for row in _source(node)[1:]]) == grid
    assert not changed_rows(workspace).exists()
