"""In and out of a grid in a real browser at a real server: preview, a workbook edited and brought back, downloads."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.support.gestures import drop
from tests.support.installations import migrated_installation
from tests.support.site import Site, complaints

pytestmark = pytest.mark.db

# Where pictures of the pages go; nowhere without it.
PICTURES = os.environ.get("THEATRUM_TEST_PICTURES")
_SEED = """
import json
from tests.factories.accounts import PASSWORD, make_actor
from tests.factories.entities import make_person
from tests.factories.grids import bind
from tests.factories.places import make_project
from tests.factories.records import make_records
from theatrum.repository.grids.models import Authorization
from theatrum.repository.grids.opening import open_records
from theatrum.repository.grids.waiting import judge_waiting

SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^P[0-9]+$"},
        "sex": {"enum": ["female", "male", "unknown"]},
        "age": {"type": "integer", "minimum": 0},
        "note": {"type": "string"},
    },
    "required": ["id", "sex", "age"],
}

ann = make_actor("ann")
project = make_project(make_person("administrator", is_administrator=True), ann, "Pancreas")
rows = "".join(f"P{n},{'female' if n % 2 else 'male'},{n},\\n" for n in range(1, 41))
node = make_records(ann, project, f"id,sex,age,note\\n{rows}".encode(), name="Demographics", upsertKey=["id"])
bind(project, SCHEMA)
workspace = open_records(
    actor=ann, session_id="exchange", source=node, owner_id=ann.id, authorization=Authorization.SOURCE_BENEFACTOR
)
judge_waiting(workspace)
print(json.dumps({"password": PASSWORD}))
"""
_CHANGE = """
from tests.factories.grids import change
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.grids.changes import Change
from theatrum.repository.grids.models import Workspace

workspace = Workspace.objects.get(session_id="exchange")
change(actor_of(find_user(workspace.started_by)), workspace, Change(cells={2: {2: "77"}}))
print("done")
"""


@dataclass(frozen=True)
class Served:
    """A server with one grid of forty rows, and what changes it from elsewhere."""

    site: Site
    password: str
    change: object

    def elsewhere(self) -> None:
        """Change the age of the second row, as somebody else would."""
        assert callable(self.change)
        self.change(_CHANGE)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    installation = migrated_installation(tmp_path)
    made = json.loads(installation.python(_SEED))
    with installation.serving() as serving:
        serving.log.await_line("web process started")
        yield Served(Site(serving.url), made["password"], installation.python)
        serving.stop()


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_a_table_comes_in_and_a_workbook_goes_out_and_back(page: Page, served: Served, tmp_path: Path) -> None:
    served.site.sign_in(page, "ann", served.password)
    _import(page, served, tmp_path)
    back = _take_out(page, served)
    served.elsewhere()
    _bring_back(page, served, back)
    _download(page, served)


def _import(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto(f"{served.site.url}/grid/exchange/import")
    _picture(page, "start")
    assert complaints(page, "import") == []
    table = tmp_path / "from the clinic.csv"
    table.write_text("ID;Sex;Years;Remark\nP1;female;1;seen\nP2;malle;2;\nP50;male;=1+1;new\nP50;male;50;again\n")
    page.get_by_label("Table to import").set_input_files(table)
    page.wait_for_url("**/import/*-*")
    expect(page.get_by_role("heading", name="from the clinic.csv")).to_be_visible()
    page.get_by_label("Column of the grid for Years").select_option("age")
    page.get_by_label("Column of the grid for Remark").select_option("note")
    page.get_by_role("button", name="Use these columns").click()
    expect(page.get_by_text("has the same key, and is taken instead")).to_be_visible()
    _picture(page, "preview")
    assert complaints(page, "preview") == []
    page.set_viewport_size({"width": 390, "height": 844})
    _picture(page, "preview-narrow")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Write to the grid").click()
    expect(page.get_by_text("Written to the grid")).to_be_visible()
    _picture(page, "written")


def _take_out(page: Page, served: Served) -> bytes:
    page.goto(f"{served.site.url}/grid/exchange")
    # The panels are there with the rows.
    expect(page.locator("#g-0-0")).to_have_text("P1")
    page.get_by_text("Download", exact=True).click()
    _picture(page, "menu")
    with page.expect_download() as started:
        page.get_by_role("button", name="Workbook to bring back").click()
    book = openpyxl.load_workbook(BytesIO(started.value.path().read_bytes()))
    sheet = book.worksheets[0]
    assert sheet.max_row == 42
    sheet["C3"], sheet["D4"] = "78", "brought back"
    back = BytesIO()
    book.save(back)
    return back.getvalue()


def _bring_back(page: Page, served: Served, back: bytes) -> None:
    page.goto(f"{served.site.url}/grid/exchange")
    # The panels are there with the rows.
    expect(page.locator("#g-0-0")).to_have_text("P1")
    drop(page, back, "back.xlsx")
    page.wait_for_url("**/import/*-*")
    expect(page.get_by_role("heading", name="Changed on both sides")).to_be_visible()
    _picture(page, "clash")
    assert complaints(page, "clash") == []
    page.emulate_media(color_scheme="dark")
    _picture(page, "clash-dark")
    page.emulate_media(color_scheme="light")
    page.get_by_label("age of P2").select_option("mine")
    page.get_by_role("button", name="Write to the grid").click()
    expect(page.get_by_text("Written to the grid")).to_be_visible()


def _download(page: Page, served: Served) -> None:
    page.goto(f"{served.site.url}/grid/exchange/download")
    _picture(page, "download")
    assert complaints(page, "download") == []
    with page.expect_download() as started:
        page.get_by_role("button", name="Download CSV").click()
    lines = started.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[2:4] == ["P2,malle,78,", "P3,female,3,brought back"]
    assert lines[-1] == "P50,male,50,again"
