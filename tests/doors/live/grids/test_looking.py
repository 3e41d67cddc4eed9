"""Views, windows of them, finding, the past of a cell: on the server, by what cells stand for."""

import random

import pytest

from tests.factories.grids import bind, make_sheet, open_grid
from tests.support.seats import Json, Seat, seated, serve
from theatrum.doors.live.grids.app import GridApp
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)
# What fields of a message may be, of the wrong type, size or sign.
VALUES: list[object] = [None, True, -1, 0, 3, 2**60, 10**400, 1.5, "", "x", "\x00", "😀" * 200, [], [[]], {}, [1, 2]]
TYPES = ["rows", "view", "edit", "undo", "redo", "here", "values", "find", "where", "next_problem", "history"]
FIELDS = ["view", "from", "count", "change", "operation", "group", "since", "row", "slot", "to", "text", "limit"]
FIELDS += ["rows", "index", "is_backward", "is_editing", "is_whole", "ticket"]
DEEP = "[" * 5_000 + "]" * 5_000
CHANGES: list[Json] = [
    {"cells": [[999, 0, "x"]]},
    {"cells": [[1, 99, "x"]]},
    {"cells": [[1, 0, "a\x00b"]]},
    {"cells": [[1, 0, "x" * 200_000]]},
    {"insert": [{"after": 999, "cells": {}}]},
    {"insert": [{"after": None, "cells": {"99": "x"}}]},
    {"insert": [{"after": None, "cells": {"-1": "x", "٣": "y"}}]},
    {"delete": [999]},
    {"restore": [999]},
    {"delete": [2**53]},
]
ROWS = b"id,name,age\n1,Ann,40\n2,bob,9\n3,Cy,seven\n4,,100\n5,Ann,\n6,dora %_!,9.5\n" + 'é"x,Émile,7\n'.encode()


@pytest.fixture
def grid() -> tuple[Actor, Workspace]:
    ann, node = make_sheet(ROWS)
    bind(node)
    return ann, open_grid(ann, node)


async def _view(seat: Seat, **asked: object) -> tuple[Json, list[int]]:
    view = await seat.ask("view", view={"sort": [], "filters": [], "problems": "all", **asked})
    assert view["t"] == "view", view
    rows = await seat.ask("rows", view=view["view"], count=100, **{"from": 0})
    assert rows["total"] == view["total"] == len(rows["rows"])
    return view, [row["number"] for row in rows["rows"]]


def test_views_sort_and_filter_by_what_cells_stand_for(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            by_age = [{"slot": 2, "is_descending": False}]
            assert (await _view(one, sort=by_age))[1] == [7, 2, 6, 1, 4, 3, 5]
            assert (await _view(one, sort=[{"slot": 2, "is_descending": True}]))[1] == [3, 4, 1, 6, 2, 7, 5]
            assert (await _view(one, sort=[{"slot": 1, "is_descending": False}, *by_age]))[1] == [1, 5, 2, 3, 6, 7, 4]
            assert (await _view(one, filters=[{"slot": 1, "has": ["Ann", None]}]))[1] == [1, 4, 5]
            assert (await _view(one, filters=[{"slot": 1, "like": "ÉM"}]))[1] == [7]
            assert (await _view(one, filters=[{"slot": 1, "has": ["Ann"]}, {"slot": 2, "has": [None]}]))[1] == [5]
            assert (await _view(one, problems="error"))[1] == [3, 5, 6]
            assert (await _view(one, problems="pending"))[1] == []
            refused = await one.ask("view", view={"sort": [{"slot": 99}]})
            assert refused["code"] == "grids.invalid"

    serve(test)


def test_a_view_stays_as_it_is_while_rows_come_and_go(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one, seated(app, ann, workspace) as two:
            view, _ = await _view(one, sort=[{"slot": 0, "is_descending": True}])
            await two.edit(delete=[3], insert=[{"after": 2, "cells": {"0": "z"}}], cells=[[1, 0, "zz"]])
            rows = await one.ask("rows", view=view["view"], count=100, **{"from": 0})
            assert [row["number"] for row in rows["rows"]] == [7, 6, 5, 4, 2, 8, 1]
            where = await one.ask("where", view=view["view"], rows=[8, 3, 1])
            assert where["places"] == [[8, 5], [3, None], [1, 6]]
            assert (await two.ask("where", view=0, rows=[8]))["places"] == [[8, 2]]
            assert (await two.ask("rows", view=77, count=1, **{"from": 0}))["code"] == "grids.view_not_found"

    serve(test)


def test_finding_values_problems_and_the_past(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            assert (await one.ask("find", text="a", limit=2)) == {
                "t": "found", "id": 1, "cells": [[1, 1, "Ann"], [5, 1, "Ann"]], "has_more": True,
            }  # fmt: skip
            assert (await one.ask("find", text="ANN", is_case=True, limit=9))["cells"] == []
            assert (await one.ask("find", text="ann", is_whole=True, slot=1, limit=9))["cells"][1] == [5, 1, "Ann"]
            assert (await one.ask("find", text="%_!", limit=9))["cells"] == [[6, 1, "dora %_!"]]
            assert (await one.ask("find", text='"x', limit=9))["cells"] == [[7, 0, 'é"x']]
            assert (await one.ask("find", text="éM", limit=9))["cells"] == [[7, 1, "Émile"]]
            values: Json = await one.ask("values", slot=1, text="", limit=2)
            assert (values["items"][0], values["has_more"]) == ({"text": "Ann", "count": 2}, True)
            assert (await one.ask("values", slot=1, text="OB", limit=9))["items"] == [{"text": "bob", "count": 1}]
            ask = {"view": 0, "is_backward": False}
            found = await one.ask("next_problem", index=0, slot=0, **ask)
            assert (found["row"], found["slot"], found["index"]) == (3, 2, 2)
            found = await one.ask("next_problem", index=2, slot=2, **ask)
            assert (found["row"], found["slot"]) == (5, 2)
            found = await one.ask("next_problem", view=0, is_backward=True, index=4, slot=2)
            assert (found["row"], found["index"]) == (3, 2)
            assert (await one.ask("next_problem", index=6, slot=0, **ask))["row"] is None
            await one.edit(cells=[[3, 2, "7"]])
            await one.edit(cells=[[3, 2, "8"]])
            past = await one.ask("history", row=3, slot=2)
            assert [(item["from"], item["to"]) for item in past["items"]] == [("7", "8"), ("seven", "7")]
            assert past["items"][0]["by"]["id"] == ann.id

    serve(test)


def test_nothing_that_is_said_stops_a_seat(grid: tuple[Actor, Workspace], caplog: pytest.LogCaptureFixture) -> None:
    ann, workspace = grid
    chance = random.Random(7)  # noqa: S311  # the same each time

    def message() -> Json:
        said = {name: chance.choice(VALUES) for name in chance.sample(FIELDS, 6)}
        return {"t": chance.choice([*TYPES, "hello", "fix", "unknown", 3, None]), "id": chance.choice(VALUES), **said}

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            for text in ("", "{", "null", "[1]", DEEP, '{"t":' + DEEP + "}", '{"t": "edit", "id": 1e999}'):
                one.say(text)
                assert (await one.hear("refused"))["reason"]
            for change in CHANGES:
                refused = await one.edit(**change)
                assert refused["t"] == "refused", change
                assert refused["reason"]
                assert refused["code"] != "grids.failed"
                # What the page has to leave out when it sends the rest.
                assert [[one["row"], one["slot"]] for one in refused["cells"]] == [
                    [row, slot] for row, slot, _ in change.get("cells", [])
                ]
            for _ in range(300):
                one.say(message())
            answer = await one.ask("rows", view=0, count=1, **{"from": 0})
            assert answer["rows"][0]["cells"][0] == "1"
            assert all(told.get("code") != "grids.failed" for told in one.log)

    serve(test)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
