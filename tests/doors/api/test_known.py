"""Known identifiers over the wire: who gets them, in which form, and how refusals are told."""

import csv
import io

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.support.wire import Answer, Wire, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.actions.terms import publish_terms
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db

KNOWN = "/repo/v1/theatrum/known"


@pytest.fixture
def wrangler() -> Actor:
    """Return the wrangler of HTA201, where one annotated file is."""
    admin = make_person("admin", is_administrator=True)
    project = make_ingest(admin, "HTA201", "BulkWESLevel1")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    folder = folder_at(wrangler, project, "v8_ingest/BulkWESLevel1")
    annotations = {
        "HTAN_DATA_FILE_ID": {"type": "STRING", "value": ["HTA201_0000_D1"]},
        "HTAN_PARENT_ID": {"type": "STRING", "value": ["HTA201_1_B1", "HTA201_2_B1"]},
    }
    handle = make_handle(wrangler)
    make_entity(wrangler, Kind.FILE, "a.fastq", parent=folder, handle=handle, annotations=annotations)
    return wrangler


def rows(answer: Answer) -> list[list[str]]:
    assert answer.status == 200, answer
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize("query", ["?center=HTA201", ""])
def test_list_is_a_csv_of_exact_length(wrangler: Actor, query: str) -> None:
    answer = sign_in(wrangler).get(KNOWN + query)
    assert rows(answer) == [
        ["id", "component", "parent"],
        ["HTA201_0000_D1", "BulkWESLevel1", "HTA201_1_B1"],
        ["HTA201_0000_D1", "BulkWESLevel1", "HTA201_2_B1"],
    ]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_list_of_nothing_has_its_header(wrangler: Actor) -> None:
    assert rows(sign_in(make_person("bob")).get(KNOWN)) == [["id", "component", "parent"]]


def test_without_a_token_it_is_401() -> None:
    answer = Wire().get(KNOWN)
    assert answer.status == 401
    assert "access token" in answer.reason
    assert Wire(token="thm_wrong").get(KNOWN).status == 401


def test_unknown_center_is_404_with_the_known_ones(wrangler: Actor) -> None:
    answer = sign_in(wrangler).get(f"{KNOWN}?center=HTA299")
    assert answer.status == 404
    assert "'HTA299'" in answer.reason
    assert "HTA201" in answer.reason


def test_center_without_a_project_is_409(wrangler: Actor) -> None:
    answer = sign_in(wrangler).get(f"{KNOWN}?center=HTA203")
    assert answer.status == 409
    assert "no project here yet" in answer.reason


def test_center_of_others_is_403(wrangler: Actor) -> None:
    answer = sign_in(make_person("bob")).get(f"{KNOWN}?center=HTA201")
    assert answer.status == 403
    assert "READ" in answer.reason


def test_token_must_be_good_for_downloads(wrangler: Actor) -> None:
    answer = sign_in(wrangler, scopes=(Scope.VIEW,)).get(KNOWN)
    assert answer.status == 403
    assert "'download'" in answer.reason


def test_terms_must_be_accepted(wrangler: Actor) -> None:
    with writing():
        publish_terms(actor=OPERATOR, version="2026-11", text="Be kind.")
    assert sign_in(wrangler).get(KNOWN).status == 403


def test_other_methods_are_refused(wrangler: Actor) -> None:
    assert sign_in(wrangler).post(KNOWN, {}).status == 405
