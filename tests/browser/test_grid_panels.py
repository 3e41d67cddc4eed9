"""The panels of the grid in real browsers: problems and fixes, values to choose, finding, views, comments, the form."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_grid import House, Sheet
from tests.support.installations import Serving, migrated_installation
from tests.support.site import Site, complaints

pytestmark = pytest.mark.db

_SEED = """
from tests.factories.accounts import PASSWORD, make_actor
from tests.factories.grids import bind
from tests.factories.places import make_project
from tests.factories.records import make_records
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.grids.models import Authorization
from theatrum.repository.grids.opening import open_records
from theatrum.repository.grids.waiting import judge_waiting

SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^P[0-9]+$"},
        "sex": {"enum": ["Female", "Male", "Unknown"], "description": "Sex as recorded"},
        "site": {"enum": [f"C{number:05} lobe {number % 7}" for number in range(20_000)]},
        "drugs": {"type": "array", "items": {"enum": ["Alpha", "Beta", "Gamma, delta"]}},
        "frozen": {"type": "boolean"},
        "note": {"type": "string"},
    },
    "required": ["id", "sex"],
}

administrator = make_actor("administrator", is_administrator=True)
ann, ben = make_actor("ann"), make_actor("ben")
project = make_project(administrator, ann, "Pancreas")
grants = {one.id: frozenset(OWNER) for one in (ann, ben)}
with writing():
    replace_local_acl(actor=administrator, node_id=project.id, etag=None, grants=grants)
bind(project, SCHEMA)
WRONG = {3: "female", 7: "female", 12: "mal", 20: "?"}
rows = "".join(f"P{n},{WRONG.get(n, 'Female' if n % 2 else 'Male')},,,,note {n}\\n" for n in range(1, 41))
for name in ("problems", "values", "view", "comments", "form"):
    content = f"id,sex,site,drugs,frozen,note\\n{rows}".encode()
    node = make_records(ann, project, content, name=name, upsertKey=["id"])
    workspace = open_records(
        actor=ann, session_id=f"grid-{name}", source=node, owner_id=ann.id,
        authorization=Authorization.SOURCE_BENEFACTOR,
    )
    judge_waiting(workspace)
print(PASSWORD)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, str]]:
    """Serve five grids with four wrong cells each, that ann and ben may change."""
    installation = migrated_installation(tmp_path_factory.mktemp("panels"))
    password = installation.python(_SEED)
    with installation.serving() as serving:
        serving.log.await_line("web process started")
        yield serving, password
        serving.stop()


@pytest.fixture
def house(server: tuple[Serving, str], browser: Browser) -> Iterator[House]:
    """Return the server, with nobody there yet."""
    found = House(*server, browser)
    yield found
    for context in found.contexts:
        context.close()


def panel(sheet: Sheet, name: str) -> Locator:
    return sheet.page.locator(f"[data-panel={name}].gp-panel")


def open_small(house: House, name: str, grid: str) -> Sheet:
    """Let somebody open a grid with a finger, on a screen of 390 px."""
    context = house.browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    house.contexts.append(context)
    page = context.new_page()
    Site(house.server.url).sign_in(page, name, house.password)
    page.goto(f"{house.server.url}/grid/grid-{grid}")
    return Sheet(page)


def options(page: Page) -> Locator:
    return page.locator(".gp-combo__popup [role=option]")


def test_problems_are_mended_in_their_panel_and_in_the_card(house: House) -> None:
    sheet = house.open("ann", "problems")
    sheet.press("Control+F8")
    groups = panel(sheet, "problems").locator(".problem")
    expect(groups).to_have_count(1)
    expect(groups).to_contain_text("4 rows: 3 7 12 20")
    fixes = groups.locator(".gp-fixes li")
    expect(fixes).to_contain_text([re.compile("“female”.*“Female”.*2"), re.compile("“mal”.*“Male”")])
    found = complaints(sheet.page, "problems")
    groups.get_by_role("button", name="Row 12, sex").click()
    expect(sheet.active).to_have_id("g-11-1")
    groups.get_by_role("button", name=re.compile("Fix all 3")).click()
    expect(sheet.cell(2, 1)).to_have_text("Female")
    expect(sheet.cell(11, 1)).to_have_text("Male")
    expect(groups).to_contain_text("1 row: 20")
    sheet.page.get_by_role("button", name="Undo").last.click()
    expect(groups).to_contain_text("4 rows: 3 7 12 20")
    # By keyboard: the card, its button, and the key that needs no card.
    groups.get_by_role("button", name="Row 3, sex").click()
    sheet.press("Control+.")
    card = sheet.page.get_by_role("complementary", name="About this cell")
    expect(card).to_be_focused()
    expect(card).to_contain_text("Sex as recorded")
    found += complaints(sheet.page, "the card")
    sheet.press("Escape")
    expect(sheet.field).to_be_focused()
    sheet.press("Control+.", "Tab", "Enter")
    expect(sheet.cell(2, 1)).to_have_text("Female")
    groups.get_by_role("button", name="Row 7, sex").click()
    sheet.press("Alt+Enter")
    expect(sheet.cell(6, 1)).to_have_text("Female")
    # Only what is wrong is shown; the last one is written by hand, and nothing is left to mend.
    sheet.is_stored()
    panel(sheet, "problems").get_by_label("Show only rows with problems").check()
    expect(sheet.cell(0, 0)).to_have_text("P12")
    expect(sheet.cell(1, 0)).to_have_text("P20")
    expect(sheet.page.locator(".gp-view")).to_contain_text("only rows with problems")
    sheet.cell(0, 1).click()
    expect(sheet.field).to_be_focused()
    sheet.write("Ma")
    sheet.write("unk")
    expect(panel(sheet, "problems")).to_contain_text("Nothing to mend.")
    assert found == []


def test_values_are_chosen_by_keyboard(house: House) -> None:
    sheet = house.open("ann", "values")
    sheet.press("ArrowRight", "ArrowRight", "Alt+ArrowDown")
    field = sheet.page.get_by_role("combobox", name="site")
    expect(field).to_be_focused()
    expect(options(sheet.page)).to_have_count(50)
    expect(sheet.page.locator(".gp-combo__note")).to_have_text("The first 50: type to narrow.")
    found = complaints(sheet.page, "values")
    sheet.page.keyboard.type("12345")
    expect(options(sheet.page).first).to_have_text("C12345 lobe 4")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("gp-option"))
    sheet.press("Enter")
    expect(sheet.cell(0, 2)).to_have_text("C12345 lobe 4")
    expect(sheet.active).to_have_id("g-1-2")
    # Typed at once, the best is taken when its answer is there.
    sheet.write("c00007", "Tab")
    expect(sheet.cell(1, 2)).to_have_text("C00007 lobe 0")
    expect(sheet.active).to_have_id("g-1-3")
    # What was chosen lately comes first.
    sheet.press("ArrowLeft", "ArrowDown", "F2")
    expect(options(sheet.page).first).to_contain_text("C00007")
    sheet.press("Escape")
    expect(sheet.cell(2, 2)).to_have_text("")
    # A scanner, or fast hands: what comes before the answer belongs to the next cell.
    sheet.cell(8, 2).click()
    sheet.page.keyboard.type("c00011\nc00012\n")
    expect(sheet.cell(8, 2)).to_have_text("C00011 lobe 4")
    expect(sheet.cell(9, 2)).to_have_text("C00012 lobe 5")
    sheet.cell(2, 2).click()
    # Anything may be written, and is judged then.
    sheet.page.keyboard.type("nowhere")
    expect(options(sheet.page)).to_have_text("Keep “nowhere” as typed")
    sheet.press("Enter")
    expect(sheet.cell(2, 2)).to_have_attribute("aria-invalid", "true")
    # Several values: chips, one with a comma in it.
    sheet.press("ArrowRight", "F2")
    sheet.page.keyboard.type("be,gam,")
    chips = sheet.page.locator(".gp-editor .gp-chip")
    expect(chips).to_contain_text(["Beta", "Gamma, delta"])
    sheet.press("ArrowLeft", "Delete")
    expect(chips).to_have_count(1)
    found += complaints(sheet.page, "several values")
    # What is typed is taken by Enter, which goes on in the next row, as in any other cell.
    sheet.write("al")
    expect(sheet.cell(3, 3)).to_have_text("Beta, Alpha")
    expect(sheet.cell(3, 3)).not_to_have_attribute("aria-invalid", "true")
    sheet.press("ArrowRight")
    sheet.write("t")
    expect(sheet.cell(4, 4)).to_have_text("true")
    assert found == []


def test_what_is_found_is_replaced_and_views_are_sorted_and_filtered(house: House) -> None:
    sheet = house.open("ann", "view")
    sheet.press("Control+h")
    find = panel(sheet, "find")
    find.get_by_label("Find", exact=True).fill("Note 1")
    expect(find.get_by_role("status")).to_have_text("11 cells in 11 rows")
    sheet.press("Enter", "Enter")
    expect(find.get_by_role("status")).to_have_text("11 cells (this is number 2)")
    expect(sheet.cell(9, 5)).to_have_class(re.compile("is-found is-current"))
    find.get_by_label("Match case").check()
    expect(find.get_by_role("status")).to_have_text("Nothing is like that.")
    find.get_by_label("Match case").uncheck()
    find.get_by_label("Replace with").fill("Remark 1")
    found = complaints(sheet.page, "find")
    find.get_by_role("button", name="Replace all").click()
    expect(sheet.cell(9, 5)).to_have_text("Remark 10")
    sheet.page.get_by_role("button", name="Undo").last.click()
    expect(sheet.cell(0, 5)).to_have_text("note 1")
    expect(sheet.cell(9, 5)).to_have_text("note 10")
    # Sorted by the menu of a header, filtered by values and by what a cell contains.
    sheet.page.locator(".rgHeaderCell[data-slot='1'] .grid-header__button").click()
    found += complaints(sheet.page, "the menu of a column")
    sheet.press("ArrowDown", "Enter")
    expect(sheet.cell(0, 1)).to_have_text("Male")
    expect(sheet.page.locator(".rgHeaderCell[data-slot='1']")).to_have_attribute("aria-sort", "descending")
    sheet.press("Control+Shift+L")
    view = panel(sheet, "view")
    view.get_by_label("female", exact=True).check()
    expect(sheet.page.locator(".grid-strip")).to_contain_text("sex: “female”")
    expect(view).to_contain_text("2 of 40 rows shown.")
    found += complaints(sheet.page, "sort and filter")
    view.get_by_label("female", exact=True).uncheck()
    view.get_by_label("Column", exact=True).select_option("note")
    view.get_by_label("Contains").fill("NOTE 4")
    expect(view).to_contain_text("2 of 40 rows shown.")
    expect(sheet.cell(0, 0)).to_have_text("P4")
    view.get_by_role("button", name="Clear all").click()
    expect(sheet.page.locator(".grid-strip")).to_be_empty()
    expect(sheet.cell(39, 0).or_(sheet.cell(0, 0)).first).to_have_text("P1")
    assert found == []


def test_one_suggests_and_the_other_accepts(house: House) -> None:
    ann, ben = house.open("ann", "comments"), house.open("ben", "comments")
    ben.press("ArrowDown", "ArrowDown", "ArrowRight", "Shift+F2")
    said = panel(ben, "comments")
    ben.page.keyboard.type("With a capital, I think")
    said.get_by_label("Suggest another text").check()
    said.get_by_label("Should be").fill("Female")
    found = complaints(ben.page, "suggesting")
    said.get_by_role("button", name="Suggest", exact=True).click()
    # Ann hears of it at once, in the grid and in the panel.
    expect(ann.cell(2, 1)).to_have_class(re.compile("has-suggestion"))
    expect(ann.cell(2, 1)).to_have_attribute("aria-description", re.compile("1 suggestion"))
    ann.page.get_by_role("button", name="Comments").click()
    threads = panel(ann, "comments").locator(".gp-thread")
    expect(threads).to_contain_text("Ben Tester")
    expect(threads).to_contain_text("With a capital, I think")
    threads.get_by_role("button", name="Reply").click()
    threads.get_by_role("textbox", name="Reply").fill("You are right")
    found += complaints(ann.page, "comments")
    threads.get_by_role("button", name="Send").click()
    expect(said).to_contain_text("You are right")
    threads.get_by_role("button", name=re.compile("^Row 3, sex")).click()
    expect(ann.active).to_have_id("g-2-1")
    threads.get_by_role("button", name=re.compile("^Accept")).click()
    expect(ben.cell(2, 1)).to_contain_text("Female")
    expect(panel(ann, "comments")).to_contain_text("No open comments.")
    expect(ann.cell(2, 1)).not_to_have_class(re.compile("has-comment"))
    # Its history says who had the idea; what stood there comes back by one press.
    ben.press("Escape", "Alt+Shift+H")
    past = panel(ben, "history").locator(".gp-past")
    expect(past.first).to_contain_text("Ann Tester")
    expect(past.first).to_contain_text("suggested by Ben Tester")
    found += complaints(ben.page, "history")
    past.last.get_by_role("button", name="Put “female” back").click()
    expect(ann.cell(2, 1)).to_contain_text("female")
    # Who is here, and where.
    ann.page.get_by_role("button", name="People").click()
    found += complaints(ann.page, "people")
    panel(ann, "people").get_by_role("button", name="Ben Tester at row 3, sex").click()
    expect(ann.active).to_have_id("g-2-1")
    assert found == []


def test_a_row_is_a_form_on_a_small_screen(house: House) -> None:
    sheet = open_small(house, "ann", "form")
    page, form = sheet.page, panel(sheet, "form")
    expect(form.get_by_role("status")).to_have_text("1 of 40, valid")
    found = complaints(page, "the form")
    page.set_viewport_size({"width": 390, "height": 844})
    form.get_by_role("button", name="Next").tap()
    form.get_by_role("button", name="Next").tap()
    expect(form.get_by_role("status")).to_have_text("3 of 40, with problems")
    form.get_by_role("combobox", name="sex").tap()
    form.get_by_role("option", name="Male", exact=True).tap()
    expect(form.get_by_role("status")).to_have_text("3 of 40, valid")
    form.get_by_role("textbox", name="note").fill("by hand")
    page.keyboard.press("Alt+PageDown")
    expect(form.get_by_role("status")).to_have_text("4 of 40, valid")
    form.get_by_role("button", name="Add a row").tap()
    expect(form.get_by_role("status")).to_have_text("41 of 41, not judged")
    form.get_by_role("textbox", name="id required").fill("P500")
    page.keyboard.press("Enter")
    page.keyboard.type("fem")
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_have_text("41 of 41, valid")
    page.get_by_role("button", name="Close").first.tap()
    expect(sheet.cell(2, 1)).to_have_text("Male")
    expect(page.locator(".grid-bar__rows")).to_have_text("41 rows")
    assert found == []
