"""Templates on the server: blank for anybody, with a center's identifiers for who may read them."""

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.consortium.test_known import add_records
from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from theatrum.checks.numbering.wanting import Wanted
from theatrum.consortium.numbering.actions import reserve
from theatrum.consortium.numbering.drafts import draft_reservation
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web.pages.tools import templates
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Node

pytestmark = pytest.mark.django_db

PAGE = "/tools/templates"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED = {"download": "1", "version": "1.0.0", "form": "csv"}
MINE = {**ASKED, "center": "HTA201", "kind": "participant"}


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def project(admin: Actor) -> Node:
    return make_ingest(admin, "HTA201", "Demographics", "BiospecimenData")


@pytest.fixture
def wrangler(admin: Actor, project: Node) -> Actor:
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    add_records(wrangler, project, "Demographics", b"HTAN_PARTICIPANT_ID\nHTA201_10\nHTA201_9\nHTA202_1\n")
    specimens = b"HTAN_BIOSPECIMEN_ID,HTAN_PARENT_ID\nHTA201_11_B1,HTA201_11\nHTA201_9_B1,HTA201_9\n"
    add_records(wrangler, project, "BiospecimenData", specimens)
    return wrangler


@pytest.fixture
def browser(wrangler: Actor, client: Client) -> Client:
    client.force_login(User.objects.get(pk=wrangler.id), backend=BACKEND)
    return client


def rows(client: Client, **asked: str) -> list[dict[str, str]]:
    """Return the rows that a template begins with, without empty cells."""
    answer = client.get(PAGE, {**MINE, **asked})
    assert answer.headers["Content-Type"].startswith("text/csv"), answer.content.decode()
    table = csv.DictReader(io.StringIO(answer.content.decode()))
    return [{name: cell for name, cell in row.items() if cell} for row in table]


def test_anybody_gets_a_blank_one(db: None) -> None:
    page = Client().get(f"{PAGE}?component=Diagnosis&version=1.0.0").content.decode()
    assert '<option value="Diagnosis" selected>' in page
    assert 'name="center"' not in page
    blank = Client().get(PAGE, {**ASKED, "component": "Diagnosis"})
    assert blank.content.decode().startswith("HTAN_PARTICIPANT_ID,")
    # A center that may not be read is no choice: nothing of it is in the answer.
    assert Client().get(PAGE, {**MINE, "component": "Diagnosis"}).content == blank.content
    assert "Select a valid choice" in Client().get(PAGE, {**ASKED, "component": "Nothing"}).content.decode()


def test_own_identifiers_stand_in_the_rows(browser: Client) -> None:
    named = [row["HTAN_PARTICIPANT_ID"] for row in rows(browser, component="Diagnosis")]
    assert named == ["HTA201_9", "HTA201_10", "HTA201_11"]
    left = [row["HTAN_PARTICIPANT_ID"] for row in rows(browser, component="Demographics", left_out="on")]
    assert left == ["HTA201_11"]
    parents = [row["HTAN_PARENT_ID"] for row in rows(browser, component="BiospecimenData")]
    assert parents == ["HTA201_9", "HTA201_10", "HTA201_11"]
    specimens = rows(browser, component="BiospecimenData", kind="biospecimen")
    assert [row["HTAN_BIOSPECIMEN_ID"] for row in specimens] == ["HTA201_9_B1", "HTA201_11_B1"]


def test_reserved_ones_are_there_for_who_numbers(browser: Client, wrangler: Actor, admin: Actor) -> None:
    draft = draft_reservation(
        actor=wrangler, profile=in_force(), center_id="HTA201", wanted=[Wanted(kind="participant")], count=2
    )
    with writing():
        reserve(actor=wrangler, draft=draft)
    named = [row["HTAN_PARTICIPANT_ID"] for row in rows(browser, component="Demographics", left_out="on")]
    assert named == ["HTA201_11", "HTA201_12", "HTA201_13"]
    member = appointed(admin, make_person("member"), "member")
    browser.force_login(User.objects.get(pk=member.id), backend=BACKEND)
    # Who may read the project but not its rows gets nothing of them.
    assert rows(browser, component="Demographics") == []


def test_workbooks_have_them_and_are_sent_once(browser: Client) -> None:
    asked = {**MINE, "form": "xlsx", "component": "Demographics", "rows": "5"}
    first = browser.get(PAGE, asked)
    assert first.headers["Content-Disposition"] == 'attachment; filename="Demographics-HTA201.xlsx"'
    sheet = load_workbook(io.BytesIO(first.content)).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["HTAN_PARTICIPANT_ID", "HTA201_9", "HTA201_10", "HTA201_11"]
    again = browser.get(PAGE, asked, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    blank = "/model/1.0.0/Demographics/download/template.xlsx"
    etag = Client().get(blank).headers["ETag"]
    assert Client().get(blank, headers={"If-None-Match": etag}).status_code == 304


def test_what_cannot_be_is_told_in_the_form(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told = browser.get(PAGE, {**MINE, "component": "Demographics", "kind": "biospecimen"}).content.decode()
    assert "cannot be pre-filled in Demographics" in told
    monkeypatch.setattr(templates, "MOST_ROWS", 2)
    told = browser.get(PAGE, {**MINE, "component": "Diagnosis", "form": "xlsx"}).content.decode()
    assert "3 rows are more than a workbook begins with here: 2. Take the CSV." in told
