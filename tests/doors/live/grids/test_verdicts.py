"""Whatever two people do at once: what their seats know in the end is what is stored, judged as ``checks`` judges."""

import asyncio
import json
import random
from uuid import uuid4

import pytest

from tests.factories.grids import bind, make_sheet, open_grid
from tests.support.seats import Json, Seat, seated, serve
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.doors.live.grids.app import GridApp
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.live import editing
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.records.knowledge import wordings_of
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ["1", "7", "-3", "seven", "", None, "NA", "4e1", "9" * 30, "Ann", " 5"]
_REFUSALS = {"grids.row_not_found", "grids.invalid", "grids.act_taken_back"}


class Page:
    """What a browser knows: rows in order, as messages told it."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.order: list[int] = []
        self.rows: dict[int, Json] = {}
        self.totals: Json = {}
        self.sequence = 0
        self.heard = 0

    async def load(self) -> None:
        told = await self.seat.ask("rows", view=0, count=1000, **{"from": 0})
        self.order = [row["number"] for row in told["rows"]]
        self.rows = {row["number"]: row for row in told["rows"]}
        self.sequence, self.totals = told["sequence"], self.seat.welcome["totals"]
        self.heard = len(self.seat.log)

    def follow(self) -> None:
        for told in self.seat.log[self.heard :]:
            if told["t"] == "operation":
                self._apply(told)
            elif told["t"] == "verdicts":
                self.rows |= {row["number"]: row for row in told["rows"] if row["number"] in self.rows}
                self.totals = told["totals"]
        self.heard = len(self.seat.log)

    def _apply(self, told: Json) -> None:
        assert told["sequence"] == self.sequence + 1
        self.sequence, self.totals = told["sequence"], told["totals"]
        self.order = [number for number in self.order if number not in told["deleted"]]
        for number, above in told["inserted"]:
            assert number not in self.order
            self.order.insert(self.order.index(above) + 1 if above else 0, number)
        self.rows |= {row["number"]: row for row in told["rows"]}


def _act(page: Page, chance: random.Random) -> Json:
    """Return what somebody does next, by what they see."""
    rows = page.order or [0]
    cells = [[chance.choice(rows), chance.randrange(3), chance.choice(TEXTS)] for _ in range(chance.randrange(1, 6))]
    match chance.randrange(10):
        case 0 | 1:
            after = chance.choice([None, 0, chance.choice(rows)])
            new = [{"after": after, "cells": {"2": chance.choice(TEXTS)}} for _ in range(chance.randrange(1, 5))]
            return {"change": {"insert": new, "cells": [] if page.order == [] else cells}}
        case 2:
            return {"change": {"delete": chance.sample(rows, min(len(rows), 2))}}
        case 3:
            return {"t": "undo"}
        case 4:
            return {"t": "redo"}
        case _:
            return {"change": {"cells": cells}}


async def _work(page: Page, chance: random.Random, acts: int) -> None:
    for _ in range(acts):
        page.follow()
        act = _act(page, chance)
        if "t" in act:
            answer = await page.seat.ask(act["t"])
        else:
            answer = await page.seat.edit(since=page.sequence, group=str(uuid4()), **act["change"])
        # Somebody may have deleted the row meanwhile, or taken the act back; or there is nothing to take back.
        assert answer["t"] == "done" or answer["code"] in _REFUSALS, answer


def _expected(workspace: Workspace) -> dict[int, tuple[str, list[str]]]:
    """Judge what is stored as ``theatrum check`` judges a file."""
    schema = compiled(workspace.digest)
    schema_id = parse_schema_id(workspace.schema_id)
    check = SchemaCheck(wordings_of(schema_id, schema), component=schema_id.name)
    found: dict[int, tuple[str, list[str]]] = {}
    for row in live_rows(workspace):
        cells = [*(row.cells or []), None, None, None][:3]
        if not any(cells):
            found[row.number] = ("none", [])
            continue
        content = "id,name,age\n" + ",".join(f'"{text or ""}"' for text in cells) + "\n"
        (table,) = read_tables(Source("a.csv", content=content.encode()))
        checked = check.judge(table)
        codes = sorted(group.finding.code for group in checked.groups for _ in group.rows)
        found[row.number] = ("invalid" if len(checked.invalid) else "valid", codes)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_two_seats_and_the_database_agree_with_checks(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, node = make_sheet(b"id,name,age\n" + b"".join(b"%d,Ann,%d\n" % (number, number) for number in range(12)))
    bind(node)
    workspace = open_grid(ann, node)
    monkeypatch.setattr(editing, "MOST_ROWS", 3)
    pages: list[Page] = []
    serve(lambda app: _play(app, ann, workspace, pages=pages, seed=seed))
    stored = {row.number: row for row in live_rows(workspace)}
    expected = _expected(workspace)
    for page in pages:
        assert page.order == list(stored)
        for number in page.order:
            told, row = page.rows[number], stored[number]
            assert told["cells"] == row.cells
            verdict, codes = expected[number]
            assert told["verdict"] == verdict, (told, row.cells)
            assert sorted(finding["code"] for finding in told["findings"]) == codes, told
        verdicts = [page.rows[number]["verdict"] for number in page.order]
        assert page.totals == {"rows": len(verdicts), **{one: verdicts.count(one) for one in _VERDICTS}}
    assert Row.objects.filter(workspace=workspace, is_deleted=False, verdict="waiting").count() == 0


_VERDICTS = ("waiting", "valid", "invalid", "none")


async def _play(app: GridApp, ann: Actor, workspace: Workspace, *, pages: list[Page], seed: int) -> None:
    async with seated(app, ann, workspace) as one, seated(app, ann, workspace) as two:
        pages += [Page(one), Page(two)]
        for page in pages:
            await page.load()
        await asyncio.gather(*(_work(page, random.Random(f"{seed} {index}"), 15) for index, page in enumerate(pages)))  # noqa: S311  # the same each time
        # The news of verdicts that were found out later come by themselves: one look for all of them.
        await app.hubs.look_for_news()
        for page in pages:
            await page.seat.ask("rows", view=0, count=0, **{"from": 0})
            page.follow()
            assert json.dumps(page.rows)
