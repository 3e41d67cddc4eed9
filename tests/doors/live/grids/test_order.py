"""What seats hear of what others do: in order, once, after a return too; and who may stay."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import pytest
from django.db import connection, connections

from tests.factories.entities import make_person
from tests.factories.grids import bind, change, make_sheet, open_grid, shown
from tests.support.seats import another, seated, serve, ticket
from theatrum.doors.live.grids import hub as hubs
from theatrum.doors.live.grids.app import GridApp
from theatrum.doors.live.grids.outgoing import Outgoing
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids import asking, news
from theatrum.repository.grids.actions.sessions import delete_workspace
from theatrum.repository.grids.changes import Change, Inserted, Sender
from theatrum.repository.grids.live import editing
from theatrum.repository.grids.models import Operation, Workspace

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


@pytest.fixture
def grid() -> tuple[Actor, Workspace]:
    ann, node = make_sheet()
    bind(node)
    return ann, open_grid(ann, node)


async def elsewhere(work: Callable[[], T]) -> T:
    """Do something in another thread, as another request or a worker would."""

    def run() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


def test_operations_of_others_and_what_is_told_reach_every_seat(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    def by_rest() -> None:
        change(ann, workspace, Change(cells={1: {1: "Anna"}}, inserted=[Inserted(["7"]), Inserted(["8"])]))
        news.tell(workspace, {"t": "saved", "by": {"id": ann.id, "name": "ann"}, "version": 2, "at": "", "invalid": 1})

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one, seated(app, ann, workspace) as two:
            await elsewhere(by_rest)
            for seat in (one, two):
                told = await seat.hear("operation")
                assert told["cells"] == [[1, 1, "Ann", "Anna"]]
                assert told["inserted"] == [[4, 3], [5, 4]]
                assert (await seat.hear("saved"))["version"] == 2

    serve(test)


def test_who_returns_hears_what_was_missed_or_that_it_is_too_much(
    grid: tuple[Actor, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            since, seat = one.welcome["sequence"], one.welcome["seat"]
        for text in "abc":
            await elsewhere(lambda text=text: change(ann, workspace, Change(cells={2: {1: text}})))  # type: ignore[misc]  # the text of each round
        async with seated(app, ann, workspace, since=since, seat=seat) as again:
            assert again.welcome["seat"] == seat
            assert again.welcome["sequence"] == since + 3
            heard = [await again.hear("operation") for _ in range(3)]
            assert [told["cells"][0][3] for told in heard] == ["a", "b", "c"]
            assert [told["sequence"] for told in heard] == [since + 1, since + 2, since + 3]
            # Its rows of before are told of, whoever changes them.
            monkeypatch.setattr(hubs, "TOLD_TO_ALL", 0)
            await elsewhere(lambda: change(ann, workspace, Change(cells={2: {1: "d"}})))
            assert [row["number"] for row in (await again.hear("operation"))["rows"]] == [2]
        monkeypatch.setattr(hubs, "MOST_MISSED", 2)
        async with seated(app, ann, workspace, since=since, seat=seat) as far:
            assert (await far.hear("reload"))["sequence"] == since + 4

    serve(test)


def test_the_same_operation_is_done_once_and_a_large_one_goes_on_where_it_ended(
    grid: tuple[Actor, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, workspace = grid
    monkeypatch.setattr(editing, "MOST_ROWS", 2)
    rows = [{"after": 1, "cells": {"0": str(10 + index)}} for index in range(5)]

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            first = await one.edit(operation="large", group="g", insert=rows)
            assert first["inserted"] == [4, 5, 6, 7, 8]
            assert [told["operation"] for told in one.log if told["t"] == "operation"] == ["large"] * 3
        # As if the server had been killed before the last piece.
        await elsewhere(lambda: Operation.objects.filter(client_id="large/2").update(client_id="other"))
        async with seated(app, ann, workspace) as two:
            again = await two.edit(operation="large", group="g", insert=rows)
            assert again["inserted"][:4] == [4, 5, 6, 7]
            assert await two.edit(operation="large", group="g", insert=rows) == {**again, "id": 2}

    serve(test)
    assert [row[0] for row in shown(workspace)] == ["1", "10", "11", "12", "13", "14", "14", "2", "3"]
    assert Operation.objects.filter(workspace=workspace, group="g").count() == 4


def test_who_is_written_over_is_told(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one, seated(app, ann, workspace) as two:
            since = one.welcome["sequence"]
            await one.edit(since=since, cells=[[1, 1, "first"], [1, 2, "1"]])
            await two.edit(since=since, cells=[[1, 1, "second"], [2, 2, "2"]])
            told = await one.hear("operation", seat=two.welcome["seat"])
            assert told["over"] == [{"row": 1, "slot": 1, "text": "first", "by": told["by"]}]
            last = await two.edit(since=told["sequence"], cells=[[1, 1, "third"]])
            assert (await one.hear("operation", sequence=last["sequence"]))["over"] == []

    serve(test)


def test_whoever_may_not_stay_is_sent_away_with_the_reason(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    def delete() -> None:
        with writing():
            delete_workspace(actor=ann, workspace=workspace)

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            await elsewhere(delete)
            told = await one.hear("changed", what="closed")
            assert "not found" in told["message"]
            assert await one.next() == {"t": "closed", "code": 4403}

    serve(test, look=0.05)


def test_presence(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            async with seated(app, ann, workspace) as two:
                seat = two.welcome["seat"]
                assert (await one.hear("here"))["seat"] == seat
                two.say({"t": "here", "row": 2, "slot": 1, "to": [3, 2], "is_editing": True})
                told = await one.hear("here", row=2)
                assert (told["slot"], told["to"], told["is_editing"], told["person"]["id"]) == (1, [3, 2], True, ann.id)
                async with seated(app, ann, workspace) as three:
                    assert {place["seat"]: place["row"] for place in three.welcome["people"]}[seat] == 2
            assert await one.hear("gone", seat=seat)

    serve(test)


def test_other_rooms_answer_what_was_registered(grid: tuple[Actor, Workspace], monkeypatch: pytest.MonkeyPatch) -> None:
    ann, workspace = grid
    monkeypatch.setattr(asking, "_answers", {})

    def fix(actor: Actor, asked: Workspace, message: object) -> dict[str, object]:
        assert isinstance(message, dict)
        change(actor, asked, Change(cells={3: {2: "7"}}), Sender(replica_id=message["seat"], group=message["group"]))
        return {"met": 1}

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one:
            refused = await one.ask("choices", slot=1, row=None, text="", limit=10)
            assert (refused["t"], refused["code"]) == ("refused", "grids.invalid")
            asking.register("fix", fix)  # type: ignore[arg-type]  # plain JSON
            asking.register("choices", lambda *_: {"items": [], "has_more": False})
            done = await one.ask("fix", key="k", group="g", remember=False)
            assert (done["t"], done["met"], done["can_undo"]) == ("done", 1, True)
            assert [told["cells"] for told in one.log if told["t"] == "operation"] == [[[3, 2, "seven", "7"]]]
            assert await one.ask("choices", slot=1) == {"t": "choices", "id": 3, "items": [], "has_more": False}

    serve(test)


def test_a_reader_that_does_not_read_is_cut_off() -> None:
    async def test() -> list[dict[str, object]]:
        sent: list[dict[str, object]] = []
        may_send = asyncio.Event()

        async def send(message: object) -> None:
            await may_send.wait()
            assert isinstance(message, dict)
            sent.append(message)

        outgoing = Outgoing(send, most=100)
        async with outgoing.running():
            for _ in range(20):
                outgoing.put("x" * 30)
            assert not outgoing.is_open
            may_send.set()
            outgoing.may_close.set()
            with suppress(TimeoutError):
                await outgoing.ended.wait()
        return sent

    sent = asyncio.run(test())
    assert [message.get("code") for message in sent] == [4408]


def test_nobody_else_may_sit(grid: tuple[Actor, Workspace]) -> None:
    _, workspace = grid
    bob = make_person("bob")
    with pytest.raises(Exception, match="not authorized"):
        ticket(bob, workspace)


def test_seats_of_two_processes_hear_of_each_other(grid: tuple[Actor, Workspace]) -> None:
    ann, workspace = grid

    async def test(app: GridApp) -> None:
        other = another()
        try:
            await _hear_of_each_other(app, other, ann, workspace)
        finally:
            await other.close()

    serve(test)


async def _hear_of_each_other(app: GridApp, other: GridApp, ann: Actor, workspace: Workspace) -> None:
    async with seated(app, ann, workspace) as one, seated(other, ann, workspace) as two:
        await two.edit(cells=[[1, 1, "far"]])
        assert (await one.hear("operation"))["seat"] == two.welcome["seat"]
        if connection.vendor == "postgresql":
            two.say({"t": "here", "row": 3, "slot": 1, "to": None, "is_editing": True})
            assert (await one.hear("here", row=3))["seat"] == two.welcome["seat"]
            async with seated(app, ann, workspace) as three:
                assert two.welcome["seat"] in {place["seat"] for place in three.welcome["people"]}
