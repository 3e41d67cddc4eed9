"""Seats at one grid: welcome, rows, edits that everybody hears, and what is refused."""

import pytest

from tests.factories.grids import bind, make_sheet, open_grid, shown
from tests.support.seats import connected, seated, serve, ticket
from theatrum.doors.live.grids.app import GridApp
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grid() -> tuple[Actor, Workspace]:
    ann, node = make_sheet()
    bind(node)
    return ann, open_grid(ann, node)


def test_welcome_rows_and_an_edit_that_everybody_hears(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one, seated(app, ann, workspace) as two:
            assert one.welcome["totals"] == {"rows": 3, "waiting": 0, "valid": 1, "invalid": 2, "none": 0}
            assert [column["name"] for column in one.welcome["columns"]] == ["id", "name", "age"]
            assert one.welcome["columns"][2]["kind"] == "integer"
            assert one.welcome["columns"][2]["is_required"]
            assert one.welcome["columns"][0]["is_key"]
            rows = await one.ask("rows", view=0, count=10, **{"from": 0})
            assert [row["cells"] for row in rows["rows"]] == [
                ["1", "Ann", "40"],
                ["2", "Bob", None],
                ["3", "Cy", "seven"],
            ]
            assert [row["verdict"] for row in rows["rows"]] == ["valid", "invalid", "invalid"]
            assert rows["rows"][2]["findings"][0]["slot"] == 2
            done = await one.edit(
                since=rows["sequence"],
                operation="mine",
                cells=[[2, 2, "41"]],
                insert=[{"after": 1, "cells": {"0": "9"}}],
            )
            assert done["t"] == "done", done
            assert done["inserted"] == [4]
            assert (done["can_undo"], done["can_redo"]) == (True, False)
            for seat in (one, two):
                told = seat.log[-2] if seat is one else await two.hear("operation")
                assert told["cells"] == [[2, 2, None, "41"]]
                assert told["inserted"] == [[4, 1]]
                assert told["operation"] == "mine"
                assert told["seat"] == one.welcome["seat"]
                assert {row["number"]: row["verdict"] for row in told["rows"]} == {2: "valid", 4: "invalid"}
                assert told["totals"]["rows"] == 4
            again = await two.ask("rows", view=0, count=10, **{"from": 0})
            assert [row["number"] for row in again["rows"]] == [1, 4, 2, 3]

    serve(test)
    assert [row[2] for row in shown(workspace)] == ["40", None, "41", "seven"]


def test_undo_and_redo_of_own_acts_only(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            assert not one.welcome["you"]["can_undo"]
            await one.edit(cells=[[1, 1, "A"]])
            await one.edit(cells=[[2, 1, "B"]])
            first = await one.ask("undo")
            assert (first["can_undo"], first["can_redo"]) == (True, True)
            second = await one.ask("undo")
            assert (second["can_undo"], second["can_redo"]) == (False, True)
            refused = await one.ask("undo")
            assert refused["t"] == "refused"
            assert (await one.ask("redo"))["can_redo"]
            last = await one.ask("redo")
            assert (last["can_undo"], last["can_redo"]) == (True, False)
            await one.ask("undo")
            done = await one.edit(cells=[[3, 1, "C"]])
            assert not done["can_redo"]
            assert (await one.ask("redo"))["t"] == "refused"

    serve(test)
    assert [row[1] for row in shown(workspace)] == ["A", "Bob", "C"]


def test_a_ticket_is_good_once_for_its_person_and_other_origins_are_not_let_in(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid
    text = ticket(ann, workspace)

    async def test(app: GridApp) -> None:
        async with connected(app) as one:
            one.say({"t": "hello", "ticket": text, "since": None, "seat": None})
            await one.hear("welcome")
        for hello in (text, "nonsense"):
            async with connected(app) as two:
                two.say({"t": "hello", "ticket": hello, "since": None, "seat": None})
                assert (await two.hear("refused"))["code"] == "grids.ticket_not_usable"
                assert (await two.next()) == {"t": "closed", "code": 4401}
        async with connected(app, origin="https://evil.example") as three:
            assert (await three.next())["t"] == "closed"
        async with connected(app, origin="http://grid.example") as four:
            four.say("no json")
            assert (await four.hear("refused"))["code"] == "grids.message_invalid"

    serve(test)
