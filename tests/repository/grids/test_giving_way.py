"""A large change in parts, between which others come to turn."""

import pytest

from tests.factories.grids import bind, change, make_sheet, open_grid, shown
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.judging import Subject
from theatrum.repository.grids.live import editing
from theatrum.repository.grids.models import Operation, Row
from theatrum.repository.grids.sources import judge_of

pytestmark = pytest.mark.django_db
ROWS = 8


@pytest.mark.requirement("R64")
def test_a_small_change_comes_between_the_parts_of_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, node = make_sheet(b"id,name,age\n" + b"".join(b"%d,Ann,%d\n" % (number, number) for number in range(ROWS)))
    bind(node)
    workspace = open_grid(ann, node)
    monkeypatch.setattr(editing, "MOST_ROWS", 2)
    asked: list[int] = []

    def give_way() -> None:
        asked.append(len(asked))
        if len(asked) == 3:  # all rows are judged, those of the first part are written
            change(ann, workspace, Change(cells={6: {1: "between", 2: "x"}, 1: {2: "last"}}))

    ages: dict[int, dict[int, str | None]] = {number: {2: "seven" if number % 2 else "5"} for number in range(1, 9)}
    done = editing.change_grid(ann, workspace, Change(cells=ages), Sender(client_id="paste"), give_way=give_way)
    names = list(Operation.objects.filter(workspace=workspace).order_by("sequence").values_list("client_id", flat=True))
    assert names == ["paste", None, "paste/1", "paste/2", "paste/3"]
    assert done.sequence == len(names)
    assert len(asked) == 1 + ROWS // 2
    rows = shown(workspace)
    assert rows[5] == ["5", "between", "5"]
    assert rows[0] == ["0", "Ann", "last"]
    stored = list(Row.objects.filter(workspace=workspace).order_by("number"))
    judged = judge_of(workspace)([Subject(row) for row in rows])
    assert [(row.verdict, row.message, row.messages, row.findings) for row in stored] == [
        (one.verdict, one.message, one.messages, one.findings) for one in judged
    ]
