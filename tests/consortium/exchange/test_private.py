"""Cells that may identify a person: refused in an import, told without their text; and the file is gone afterwards."""

import json
from collections.abc import Iterator

import pytest

from tests.factories.exchange import begin, told, write
from tests.factories.grids import make_grid, shown
from tests.support import screening
from theatrum.consortium.curation.mappings.actions import keep_mappings
from theatrum.consortium.curation.mappings.drafts import Pair
from theatrum.consortium.exchange.models import State
from theatrum.drivers.db.transactions import writing
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.models import Operation

pytestmark = pytest.mark.django_db
MAIL = "ann.smith@example.org"


@pytest.fixture
def _screened() -> Iterator[None]:
    screening.turn_on()
    yield
    screening.turn_off()


@pytest.mark.usefixtures("_screened")
def test_a_cell_with_a_mail_address_is_left_out_and_the_rest_of_its_row_comes() -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, f"id,name,age\n1,{MAIL},41\n{MAIL},Di,5\n".encode())
    assert found.state == State.READY, found.reason
    assert (found.counts["private"], found.counts["changed"], found.counts["refused"]) == (2, 1, 1)
    seen = told(found)
    assert [(one["column"], one["count"]) for one in seen["private"]] == [("name", 1), ("id", 1)]
    assert MAIL not in json.dumps(seen)
    found = write(ann, workspace, found)
    assert found.state == State.DONE, found.reason
    assert shown(workspace)[0] == ["1", "Ann", "41"]
    assert len(shown(workspace)) == 3
    payloads = Operation.objects.select_related("payload")
    assert MAIL not in json.dumps([one.payload.content for one in payloads])
    assert not FileHandle.objects.filter(file_name="table.csv").exists()


def test_what_the_center_wrote_before_is_written_again_and_can_be_left() -> None:
    ann, _, workspace = make_grid()
    with writing():
        keep_mappings(actor=ann, workspace=workspace, pairs=[Pair("name", "Anne", "Ann"), Pair("age", "n/a", "")])
    found = begin(ann, workspace, b"id,name,age\n1,Anne,40\n9,Anne,n/a\n")
    assert (found.counts["untouched"], found.counts["created"], found.counts["mapped"]) == (1, 1, 2)
    assert {(one["before"], one["after"]) for one in told(found)["mapped"]} == {("Anne", "Ann"), ("n/a", "")}
    write(ann, workspace, found, maps=False)
    assert [row for row in shown(workspace) if row[0] in {"1", "9"}] == [["1", "Anne", "40"], ["9", "Anne", "n/a"]]
