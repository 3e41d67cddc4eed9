"""Links of rows that come in: judged among all rows of the file and what is there, before anything is written."""

import pytest

from tests.consortium.linking.grids import SPECIMEN, add_rows, opened
from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from tests.factories.exchange import begin, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_parent_that_has_not_come_is_pending_and_one_that_comes_with_the_file_is_there() -> None:
    project = make_ingest(make_person("admin", is_administrator=True), "HTA201", "Demographics", "BiospecimenData")
    ann = appointed(make_person("other", is_administrator=True), make_person("ann"), "data_wrangler", "HTA201")
    add_rows(ann, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA201_1",)])
    rows = [SPECIMEN, ("HTA201_1_B1", "HTA201_1", "a")]
    workspace = opened(ann, add_rows(ann, project, "BiospecimenData", rows, name="specimens"))
    lines = [SPECIMEN, ("HTA201_1_B3", "HTA201_1_B2", "c"), ("HTA201_1_B2", "HTA201_1_B1", "b")]
    lines += [("HTA201_1_B4", "HTA201_9", "d")]
    found = begin(ann, workspace, "\n".join([",".join(line) for line in lines]).encode())
    assert found.counts["created"] == 3, found.reason
    links = [one for one in told(found)["problems"] if one["code"].startswith("links.")]
    assert {line for one in links for line in one["lines"]} == {3}
    assert links
    assert {one["severity"] for one in links} == {"pending"}
