"""Demographics from a spreadsheet to a saved version, by a wrangler and a liaison at once, and back by Excel.

Two hundred participants are pasted with fourteen planted problems; they are mended by the offered fixes and by hand.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.gestures import drop, paste
from tests.support.installations import migrated_installation
from tests.support.site import Site

pytestmark = pytest.mark.db

# Where pictures of the pages go; nowhere without it.
PICTURES = os.environ.get("THEATRUM_TEST_PICTURES")
_SEED = """
import json
from tests.factories.accounts import PASSWORD, make_actor
from tests.factories.centers import appointed, open_for
from tests.support.gates import excuse
from theatrum.consortium.curation.models import Task
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.profile.queries import in_force

administrator = make_actor("administrator", is_administrator=True)
open_for(administrator, "HTA201")
appointed(administrator, make_actor("wrangler"), "data_wrangler", "HTA201")
appointed(administrator, make_actor("liaison"), "data_liaison")
excuse("HTA201")
plan_tasks(actor=administrator, profile=in_force(), number=8, center_id="HTA201")
task = Task.objects.get(component="Demographics")
print(json.dumps({"password": PASSWORD, "task": task.pk, "records": task.properties["recordSetId"]}))
"""
COLUMNS = ["HTAN_PARTICIPANT_ID", "ETHNIC_GROUP", "GENDER_IDENTITY", "SEX", "RACE"]
ETHNIC_GROUPS = ["Hispanic or Latino", "Not Hispanic or Latino", "Unknown"]
RACES = ["White", "Asian", "Black or African American"]
# Row from 0, column, what stands there in the clinic's sheet.
OFFERED = [
    (2, 3, "female"),
    (3, 3, "MALE"),
    (4, 1, "not hispanic or latino"),
    (5, 4, "asian"),
    (6, 4, "Whte"),
    (7, 2, "FEMALE"),
    (10, 0, "HTA201-11"),
    (14, 4, "black or african american"),
]
# And what the wrangler writes there by hand.
BY_HAND = [
    (8, 4, "", "White"),
    (9, 3, "", "Male"),
    (11, 0, "HTA299_12", "HTA201_12"),
    (12, 0, "HTA201_1", "HTA201_13"),
    (13, 2, "Man", "Male"),
    (15, 0, "", "HTA201_16"),
]


def sheet() -> str:
    """Return the clinic's table as a spreadsheet copies it."""
    sexes = ["Male", "Female"]
    rows = [[f"HTA201_{n}", ETHNIC_GROUPS[n % 3], sexes[n % 2], sexes[n % 2], RACES[n % 3]] for n in range(1, 201)]
    for row, column, text in (*OFFERED, *((row, column, text) for row, column, text, _ in BY_HAND)):
        rows[row][column] = text
    return "".join("\t".join(row) + "\r\n" for row in (COLUMNS, *rows))


@dataclass(frozen=True)
class Center:
    """A server with a center whose release is open: addresses of its task and of its record set."""

    site: Site
    password: str
    task: str
    records: str


@pytest.fixture
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    installation = migrated_installation(tmp_path_factory.mktemp("curation"))
    made = json.loads(installation.python(_SEED).splitlines()[-1])
    with installation.serving() as serving:
        serving.log.await_line("web process started")
        yield Center(Site(serving.url), made["password"], f"/tasks/{made['task']}", f"/entities/{made['records']}")
        serving.stop()


@dataclass(frozen=True)
class Seat:
    """One person's browser at the grid."""

    page: Page

    def cell(self, row: int, column: int) -> Locator:
        """Return a cell in sight, by its shown row from 0."""
        return self.page.locator(f"#g-{row}-{column}")

    def write(self, row: int, column: int, text: str) -> None:
        """Go to a cell, type over it, and confirm."""
        self.cell(row, column).click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Escape" if self.page.get_by_role("listbox").count() and not text else "Enter")
        self.is_stored()

    def is_stored(self) -> None:
        """Wait until nothing waits any more."""
        expect(self.page.locator(".grid-bar__state")).to_have_text("All edits stored")

    def picture(self, name: str) -> None:
        """Keep a picture, where somebody wants them."""
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}.png")


def seat(browser: Browser, center: Center, name: str) -> Seat:
    """Let somebody sign in and open the task's grid."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    center.site.sign_in(page, name, center.password)
    page.goto(center.site.url + center.task)
    page.get_by_role("button", name=re.compile("(Open|Continue in) the grid")).click()
    _stand_in(page)
    return Seat(page)


def _stand_in(page: Page) -> None:
    """Wait until the grid is there, and go into it."""
    grid = page.locator("revo-grid[aria-rowcount]")
    expect(grid).to_be_visible()
    page.bring_to_front()
    grid.focus()


def test_a_sheet_is_pasted_mended_saved_compared_and_brought_back(browser: Browser, center: Center) -> None:
    wrangler = seat(browser, center, "wrangler")
    liaison = seat(browser, center, "liaison")
    assert wrangler.page.url == liaison.page.url
    _paste(wrangler, liaison)
    _mend(wrangler, liaison)
    _save(wrangler, "from the clinic", 2)
    _change(wrangler, liaison)
    _save(wrangler, "after a call", 3)
    _compare(wrangler.page, center)
    _round_trip(wrangler, liaison, center)


def _paste(wrangler: Seat, liaison: Seat) -> None:
    paste(wrangler.page, sheet())
    for one in (wrangler, liaison):
        expect(one.page.get_by_text("200 rows", exact=True).first).to_be_visible()
        expect(one.cell(2, 3)).to_contain_text("female")
        expect(one.cell(2, 3)).to_have_attribute("aria-invalid", "true")
    wrangler.is_stored()
    wrangler.picture("pasted")


def _mend(wrangler: Seat, liaison: Seat) -> None:
    page = wrangler.page
    page.get_by_role("button", name="Problems", exact=True).click()
    fix = page.get_by_role("button", name=re.compile("^Fix (it|all)"))
    # One entry for each column. The panel is empty while it is read anew: only the number that must come is waited for.
    groups = len({column for _, column, _ in OFFERED})
    expect(fix).to_have_count(groups)
    wrangler.picture("problems")
    for left in range(groups - 1, -1, -1):
        fix.first.click()
        expect(fix).to_have_count(left)
        wrangler.is_stored()
    for row, column, _ in OFFERED:
        expect(wrangler.cell(row, column)).not_to_have_attribute("aria-invalid", "true")
    for row, column, _, text in BY_HAND:
        wrangler.write(row, column, text)
    wrangler.picture("by-hand")
    expect(page.get_by_text("200 valid").first).to_be_visible()
    expect(liaison.page.get_by_text("200 valid").first).to_be_visible()
    expect(liaison.cell(12, 0)).to_contain_text("HTA201_13")
    wrangler.picture("mended")


def _save(one: Seat, name: str, version: int) -> None:
    one.page.keyboard.press("Control+s")
    dialog = one.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    one.picture(f"saving-{version}")
    dialog.get_by_role("button", name=re.compile("^Save")).click()
    expect(one.page.locator("[data-save-state]")).to_contain_text(f"version {version}")


def _change(wrangler: Seat, liaison: Seat) -> None:
    liaison.write(0, 4, "Not Reported")
    expect(wrangler.cell(0, 4)).to_contain_text("Not Reported")


def _compare(page: Page, center: Center) -> None:
    page.goto(f"{center.site.url}{center.records}/versions")
    expect(page.get_by_text("from the clinic")).to_be_visible()
    expect(page.get_by_text("after a call")).to_be_visible()
    page.get_by_role("button", name="Compare those chosen").click()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/compared.png")
    expect(page.get_by_role("main")).to_contain_text("RACE")
    expect(page.get_by_role("main")).to_contain_text("Not Reported")


def _round_trip(wrangler: Seat, liaison: Seat, center: Center) -> None:
    page = wrangler.page
    page.goto(center.site.url + center.task)
    page.get_by_role("button", name="Continue in the grid").click()
    _stand_in(page)
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Workbook to bring back").click()
    book = openpyxl.load_workbook(BytesIO(started.value.path().read_bytes()))
    table = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in table[1]}
    race, group = columns["RACE"], columns["ETHNIC_GROUP"]
    rows = {row[0].value: row[0].row for row in table.iter_rows(max_col=1)}
    table.cell(rows["HTA201_3"], race).value = "Asian"
    table.cell(rows["HTA201_5"], group).value = "Unknown"
    # Meanwhile the liaison changes one of the two cells otherwise.
    liaison.write(2, 4, "Unknown")
    expect(wrangler.cell(2, 4)).to_contain_text("Unknown")
    back = BytesIO()
    book.save(back)
    drop(page, back.getvalue(), "back.xlsx")
    expect(page.get_by_role("heading", name="Changed on both sides")).to_be_visible(timeout=20_000)
    wrangler.picture("clash")
    page.get_by_label("RACE of HTA201_3").select_option("mine")
    page.get_by_role("button", name="Write to the grid").click()
    expect(page.get_by_text("Written to the grid")).to_be_visible()
    expect(liaison.cell(2, 4)).to_contain_text("Asian")
    expect(liaison.cell(4, 1)).to_contain_text("Unknown")
