"""The page that proposes where files belong: from a list, for people who are signed in, and nothing is kept of it."""

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.factories.entities import make_person
from theatrum.checks.layout.plan import COLUMNS
from theatrum.doors.web.pages.tools import layout
from theatrum.repository.accounts.models import User
from theatrum.repository.audit.models import Event

pytestmark = pytest.mark.django_db

PAGE = "/tools/layout"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FILES = (
    "run7/WES level 2/tumor <1>.bam\t1000\n"
    "run7/mystery.csv\t50\tHTAN_PARTICIPANT_ID,ETHNIC_GROUP,GENDER_IDENTITY,RACE,SEX\n"
    "=notes.docx\t9\n"
)


@pytest.fixture
def browser(client: Client) -> Client:
    person = make_person("ana")
    client.force_login(User.objects.get(pk=person.id), backend=BACKEND)
    return client


def test_the_plan_is_shown(browser: Client) -> None:
    assert Client().get(PAGE).status_code == 302
    assert "data-list" in browser.get(PAGE).content.decode()
    before = Event.objects.count()
    page = browser.post(PAGE, {"listing": FILES, "release": "8"}).content.decode()
    assert "2 files have a place" in page
    assert "1 is left out" in page
    assert "v8_ingest/WES/Level_2/<wbr>tumor_1.bam" in page
    assert "tumor &lt;1&gt;.bam" in page
    assert "by headers: 5 of 5 columns (sure)" in page
    assert Event.objects.count() == before


def test_the_plan_is_sent_as_a_table_to_edit(browser: Client) -> None:
    answer = browser.post(PAGE, {"listing": FILES, "release": "8", "as": "csv"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [one["source"] for one in lines] == ["run7/mystery.csv", "run7/WES level 2/tumor <1>.bam", "./=notes.docx"]
    assert [one["state"] for one in lines] == ["50 bytes", "1000 bytes", "9 bytes"]
    answer = browser.post(PAGE, {"listing": FILES, "release": "8", "as": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert [
        dict(zip(COLUMNS, ("" if cell is None else cell for cell in row), strict=True)) for row in rows[1:]
    ] == lines


def test_what_is_no_list_is_told_in_the_form(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(files: str) -> str:
        return browser.post(PAGE, {"listing": files, "release": "8", "as": "xlsx"}).content.decode()

    assert "Line 2: this is no path" in told("a\n../b")
    assert "This field is required" in told("")
    assert "they are left out" in told(".DS_Store")
    monkeypatch.setattr(layout, "MOST", 2)
    assert "These are 3 files. List 2 at a time" in told("a\nb\nc")
