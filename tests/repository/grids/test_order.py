"""Many writers at once, in real transactions: one order, no lost operation, and the rows are what the log says."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection

from tests.factories.grids import make_grid, shown
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.actions.changing import change_rows
from theatrum.repository.grids.changes import Change, Draft, Inserted, Sender, draft_change
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.errors import RowNotFound
from theatrum.repository.grids.log import log_of
from theatrum.repository.grids.models import Operation, Row, Workspace
from theatrum.repository.grids.queries import operations_since

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH, WIDTH = 6, 12, 3
ROWS = b"a,b,c\n" + b"".join(b"%d,x,y\n" % number for number in range(8))


def _write(actor: Actor, workspace: Workspace, seed: int) -> list[int]:
    """Make random changes; returns the numbers of the operations that were acknowledged."""
    random = Random(seed)  # noqa: S311  # no secret: the same tries each time
    try:
        tries = [_write_once(actor, workspace, random) for _ in range(EACH)]
    finally:
        connection.close()
    return [sequence for sequence in tries if sequence is not None]


def _write_once(actor: Actor, workspace: Workspace, random: Random) -> int | None:
    number = random.randint(1, 8)
    wanted = random.choice(
        [
            Change(cells={number: {random.randrange(WIDTH): str(random.random())}}),
            Change(cells={row: {0: str(random.random())} for row in range(1, 9)}),
            Change(inserted=[Inserted([str(random.random())], after=random.choice([None, 0]))]),
            Change(deleted=[number]),
        ]
    )
    try:
        return edit(actor, workspace, wanted).operation.sequence
    except RowNotFound:
        return None  # somebody deleted it: refused, and so not in the log


def _replayed(workspace: Workspace) -> dict[int, list[str | None]]:
    """Return what the rows must be, by the log alone."""
    rows: dict[int, list[str | None]] = {n + 1: [str(n), "x", "y"] for n in range(8)}
    for operation in operations_since(workspace, 0, limit=1_000):
        log = log_of(operation)
        assert log is not None
        for number, slot, before, after in log.cells:
            assert rows[number][slot] == before
            rows[number][slot] = after
        for number, cells in log.inserted:
            assert number not in rows
            rows[number] = [*cells, *[None] * (WIDTH - len(cells))]
        for number, cells in log.deleted:
            assert rows.pop(number) == cells
    return rows


def test_concurrent_writers_come_in_one_order_and_lose_nothing() -> None:
    ann, _, workspace = make_grid(ROWS, key=("a",))
    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(lambda seed: _write(ann, workspace, seed), range(WRITERS)))
    acknowledged = sorted(sequence for each in done for sequence in each)
    assert acknowledged == list(range(1, len(acknowledged) + 1))
    assert [operation.sequence for operation in operations_since(workspace, 0, limit=1_000)] == acknowledged
    stored = {row.number: row.cells for row in Row.objects.filter(workspace=workspace, is_deleted=False)}
    assert {number: [*(cells or []), *[None] * (WIDTH - len(cells or []))] for number, cells in stored.items()} == (
        _replayed(workspace)
    )


def _kill_after(actor: Actor, workspace: Workspace, count: int) -> list[tuple[int, int]]:
    """Let a process write until it has acknowledged so many operations, then kill it; returns what it said."""
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.support.grid_writer", database, str(actor.id), workspace.session_id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = [process.stdout.readline() for _ in range(count)]
        process.kill()
        # It may have acknowledged more until the moment of its death; half a line is no acknowledgement.
        said = "".join([*first, process.stdout.read()])
    return [
        (int(one), int(other))
        for one, other in (line.split() for line in said.splitlines(keepends=True) if "\n" in line)
    ]


def test_a_killed_process_loses_nothing_that_it_acknowledged() -> None:
    ann, _, workspace = make_grid(b"a,b\n1,x\n2,x\n3,x\n", key=("a",))
    acknowledged = _kill_after(ann, workspace, 5)
    assert [sequence for sequence, _ in acknowledged] == list(range(1, len(acknowledged) + 1))
    logs = [log_of(operation) for operation in operations_since(workspace, 0, limit=10_000)]
    written = [log.cells[0][3] for log in logs if log is not None]
    # One more may have been committed and not yet acknowledged.
    assert written[: len(acknowledged)] == [str(number) for _, number in acknowledged]
    assert len(written) <= len(acknowledged) + 1
    last = {log.cells[0][0]: log.cells[0][3] for log in logs if log is not None}
    assert {row.number: (row.cells or [])[0] for row in Row.objects.filter(workspace=workspace)} == last
    workspace.refresh_from_db()
    assert edit(ann, workspace, Change(cells={1: {0: "on"}})).operation.sequence == len(written) + 1


class _KilledError(Exception):
    """Stands for the end of the process between two statements."""


def _die_before_the_commit(actor: Actor, workspace: Workspace, draft: Draft, sender: Sender) -> None:
    with writing():
        change_rows(actor=actor, workspace=workspace, draft=draft, sender=sender)
        raise _KilledError


def test_what_was_not_committed_leaves_no_trace_and_what_was_stays() -> None:
    ann, _, workspace = make_grid(ROWS, key=("a",))
    edit(ann, workspace, Change(cells={1: {0: "kept"}}), sender=Sender(client_id="one"))
    draft = draft_change(workspace, Change(cells={1: {0: "lost"}}, inserted=[Inserted(["lost"])], deleted=[2]))
    with pytest.raises(_KilledError):
        _die_before_the_commit(ann, workspace, draft, Sender(client_id="two"))
    assert shown(workspace)[0][0] == "kept"
    assert len(shown(workspace)) == 8
    # Who heard nothing sends it again, and it is applied once, with the next number.
    stored = edit(ann, workspace, draft.change, sender=Sender(client_id="two"))
    assert (stored.operation.sequence, stored.is_new, Operation.objects.count()) == (2, True, 2)
