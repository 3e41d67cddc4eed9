"""Links at a seat: what a cell is offered, a row that waits for its parent, and the end of its waiting."""

import pytest

from tests.consortium.linking.grids import SPECIMEN, add_rows, opened
from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from tests.support.seats import Json, seated, serve
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.live.grids.app import GridApp

pytestmark = pytest.mark.django_db(transaction=True)

ONE, TWO = "HTA201_1_B1", "HTA201_1_B2"


def _links(row: Json) -> list[tuple[str, str, int | None]]:
    return [(one["code"], one["severity"], one["slot"]) for one in row["findings"] if one["code"].startswith("links.")]


def test_a_parent_is_offered_and_waited_for() -> None:
    project = make_ingest(make_person("admin", is_administrator=True), "HTA201", "Demographics", "BiospecimenData")
    admin = make_person("other_admin", is_administrator=True)
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    add_rows(wrangler, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA201_1",)], name="people")
    node = add_rows(wrangler, project, "BiospecimenData", [SPECIMEN, (ONE, "HTA201_1", "")], name="specimens")
    catch_up(in_force())
    workspace = opened(wrangler, node)

    async def test(app: GridApp) -> None:
        async with seated(app, wrangler, workspace) as one, seated(app, wrangler, workspace) as two:
            assert one.welcome["columns"][1]["kind"] == "reference"
            offered = await one.ask("choices", slot=1, row=1, text="201_1", limit=50)
            assert [item["value"] for item in offered["items"]] == ["HTA201_1", ONE]
            assert offered["items"][0]["note"] == "stored in people"
            await one.ask("rows", view=0, count=10, **{"from": 0})
            await one.edit(cells=[[1, 1, TWO]])
            told = await two.hear("operation")
            assert [_links(row) for row in told["rows"]] == [[("links.missing_parent", "pending", 1)]]
            await one.edit(insert=[{"after": None, "cells": {"0": TWO, "1": "HTA201_1"}}])
            verdicts = await one.hear("verdicts")
            assert [(row["number"], _links(row)) for row in verdicts["rows"]] == [(1, [])]

    serve(test)
