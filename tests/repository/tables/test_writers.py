"""Two writers at once lose nothing: rows are numbered one by one, and what was prepared too early is redone."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from tests.factories.entities import make_entity, make_person
from tests.factories.tables import add_rows, change_table, make_column, make_table, shown, stored_rows, swap_columns
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job, State
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.tables import jobs, physical, staging
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.errors import RowNotFound
from theatrum.repository.tables.requests import ChangeColumns, ColumnSwap, SentRow, Transaction, WriteRows
from theatrum.repository.tables.transactions import apply_transaction, draft_transaction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "Tables")


@pytest.fixture
def name(alice: Actor) -> Column:
    return make_column(alice, "name", "STRING")


@pytest.fixture
def cases(alice: Actor, project: Node, name: Column) -> Node:
    return make_table(alice, project, [name])


def test_all_rows_of_several_writers_are_there(alice: Actor, cases: Node, name: Column) -> None:
    writers, rounds = 4, 5
    start = Barrier(writers)

    def write(writer: int) -> None:
        try:
            start.wait()
            for number in range(rounds):
                add_rows(alice, cases, [name], [f"{writer}:{number}"], [f"{writer}:{number}b"])
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    rows = stored_rows(cases)
    assert list(rows) == list(range(1, 2 * writers * rounds + 1))
    wanted = {f"{writer}:{number}{end}" for writer in range(writers) for number in range(rounds) for end in ("", "b")}
    assert set(shown(rows, "name")) == wanted


def test_many_rows_are_staged_and_arrive_whole(
    alice: Actor, cases: Node, name: Column, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "LEAST", 3)
    monkeypatch.setattr(staging, "_PORTION", 2)
    age = make_column(alice, "age", "INTEGER", default_value="7")
    swap_columns(alice, cases, (None, age))
    add_rows(alice, cases, [name], ["a"])
    written = add_rows(alice, cases, [name], ["b"], ["c"], ["d"], ["e"], ["f"])
    assert written["results"][0]["rows"] == [[row_id, 3] for row_id in range(2, 7)]
    rows = stored_rows(cases)
    assert (list(rows), shown(rows, "name")) == ([1, 2, 3, 4, 5, 6], ["a", "b", "c", "d", "e", "f"])
    assert shown(rows, "age") == [7] * 6
    with pytest.raises(RowNotFound):
        change_table(
            alice,
            cases,
            WriteRows([name.id], [SentRow(cells=["g"])] * 3),
            WriteRows([name.id], [SentRow(99, 1, cells=["x"])]),
        )
    assert list(stored_rows(cases)) == [1, 2, 3, 4, 5, 6]
    left = [found for found in connection.introspection.table_names() if found.startswith("table_staged")]
    assert left == []


@pytest.mark.parametrize(
    ("state", "stays"), [(State.QUEUED, True), (State.RUNNING, True), (State.DONE, False), (State.FAILED, False)]
)
def test_what_a_dead_process_staged_is_cleared_away_when_its_job_has_ended(
    name: Column, state: State, *, stays: bool
) -> None:
    request = uuid4()
    staged = f"table_staged_{request.hex}_0"
    arguments = {"actor_id": 1, "request": str(request), "wanted": {}}
    Job.objects.create(name=jobs.TRANSACT, lane="quick", state=state, created_at=clock.now(), arguments=arguments)
    with writing():
        physical.make_table(staged, [name])
        physical.insert_rows(staged, [name], [[number, 0, "a"] for number in range(1, 4)])
    jobs.look_for_staged()
    assert Job.objects.filter(name=jobs.CLEAR_STAGED).exists() is not stays
    assert jobs.clear_staged() == (not stays)
    assert physical.tables_named("table_staged_") == ([staged] if stays else [])
    if stays:
        staging.clear(staged)
    Job.objects.all().delete()


def test_tables_and_columns_are_made_by_many_at_once(alice: Actor, project: Node) -> None:
    writers = 4
    start = Barrier(writers)

    def make(writer: int) -> int:
        try:
            start.wait()
            column = make_column(alice, "same", "STRING")
            add_rows(alice, make_table(alice, project, [column], name=f"T{writer}"), [column], ["x"])
            return column.id
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        assert len(set(pool.map(make, range(writers)))) == 1


def test_what_was_prepared_for_other_columns_is_not_applied(alice: Actor, cases: Node, name: Column) -> None:
    wanted = Transaction(cases.id, [WriteRows([name.id], [SentRow(cells=["a"])])])
    draft = draft_transaction(actor=alice, wanted=wanted)
    swap_columns(alice, cases, (name, None))
    with draft.closing, writing():
        assert apply_transaction(actor=alice, wanted=wanted, draft=draft, request=uuid4()) is None
    assert stored_rows(cases) == {}


def test_cells_that_were_converted_too_early_are_not_applied(alice: Actor, cases: Node, name: Column) -> None:
    age = make_column(alice, "age", "INTEGER")
    add_rows(alice, cases, [name], ["1"])
    wanted = Transaction(cases.id, [ChangeColumns([ColumnSwap(old_id=name.id, new_id=age.id)])])
    draft = draft_transaction(actor=alice, wanted=wanted)
    add_rows(alice, cases, [name], ["2"])
    with draft.closing, writing():
        assert apply_transaction(actor=alice, wanted=wanted, draft=draft, request=uuid4()) is None
    swap_columns(alice, cases, (name, age))
    assert shown(stored_rows(cases), "age") == [1, 2]
