"""Projects, folders, files and annotations in a real browser: by mouse, by keyboard, without a script."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.factories.accounts import PASSWORD
from tests.factories.entities import change, make_entity, make_handle
from tests.factories.places import GOOD, Place, make_place, text
from tests.support.site import NARROW, NORMAL, Site, complaints_in_both
from theatrum.drivers.blobs.installed import store
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.models import FileHandle

LONG = "a_rather_long_file_name_that_nobody_would_choose_but_somebody_did_" * 2


@pytest.fixture
def place(site: Site) -> Place:
    """Make the place that the pages show."""
    assert site.url
    return make_place()


def _records(place: Place) -> Node:
    columns = ["ID", "LAYOUT", *(f"COLUMN_{number}" for number in range(28))]
    rows = [",".join(f"value {row} {column}" for column in range(30)) for row in range(120)]
    blob = store().put(["\n".join([",".join(columns), *rows]).encode()])
    handle = make_handle(place.owner, name="rows.csv")
    FileHandle.objects.filter(pk=handle.pk).update(key=blob.key)
    details = {"upsertKey": ["ID"]}
    return make_entity(place.owner, Kind.RECORD_SET, "rows", parent=place.folder, handle=handle, details=details)


def test_walk_from_the_project_to_a_valid_file(site: Site, page: Page, place: Place) -> None:
    place.add("reads.fastq")
    site.sign_in(page, "anna", PASSWORD)
    page.get_by_role("link", name="Pancreas").click()
    page.get_by_role("link", name="Level_1").click()
    expect(page.locator("tr", has_text="reads.fastq")).to_contain_text("Not annotated")
    page.get_by_role("link", name="reads.fastq").click()
    expect(page.locator(".problems")).to_contain_text("LAYOUT is missing")
    page.get_by_role("link", name="Annotate", exact=True).click()
    expect(page.get_by_label("FILENAME")).to_have_value("Level_1/reads.fastq")
    expect(page.get_by_label("FILE_FORMAT")).to_have_value("fastq")

    page.get_by_label("LAYOUT").select_option("Paired-end")
    page.get_by_label("ID", exact=True).fill("somebody")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("ID", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#field-ID")).to_contain_text("ID is not written in the form that is asked for")

    page.get_by_label("ID", exact=True).fill("HTA201_1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved, and valid.")).to_be_visible()
    page.locator(".breadcrumb").get_by_role("link", name="Level_1").click()
    expect(page.locator("tr", has_text="reads.fastq")).to_contain_text("Valid")


def test_suggestion_is_taken_by_one_click(site: Site, page: Page, place: Place) -> None:
    file = place.add("reads.fastq", LAYOUT="paired-end", ID="HTA201_1")
    site.sign_in(page, "anna", PASSWORD)
    page.goto(site.url + place.path(file))
    page.get_by_role("button", name="Change to Paired-end").click()
    expect(page.get_by_text("Nothing is left to mend.")).to_be_visible()


def test_values_are_searched_while_typing(site: Site, page: Page, place: Place) -> None:
    file = place.add("reads.fastq")
    site.sign_in(page, "anna", PASSWORD)
    page.goto(site.url + place.path(file, "annotate"))
    page.get_by_label("SITE").press_sequentially("c1999")
    options = page.locator("datalist option")
    expect(options).to_have_count(10)
    expect(options.first).to_have_attribute("value", "C19990")


def test_delete_and_undo(site: Site, page: Page, place: Place) -> None:
    file = place.add("reads.fastq")
    site.sign_in(page, "anna", PASSWORD)
    page.goto(site.url + place.path(file))
    page.locator("summary", has_text="More").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("reads.fastq is back.")).to_be_visible()


def _tab_to(page: Page, name: str, limit: int = 80) -> None:
    """Press Tab until the focus is where this name says."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        told: str = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.labels?.[0]?.innerText "
            "|| document.activeElement.innerText).trim()"
        )
        if told == name:
            return
    raise AssertionError(f"Tab never reaches {name!r}")


def test_everything_is_reached_by_keyboard(site: Site, page: Page, place: Place) -> None:
    place.add("reads.fastq", LAYOUT="odd")
    site.sign_in(page, "anna", PASSWORD)
    _tab_to(page, "Pancreas")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Folders")).to_be_visible()
    _tab_to(page, "What is in v8_ingest")
    inner = page.get_by_role("link", name="Level_1")
    is_open = inner.is_visible()
    page.keyboard.press("Space")
    expect(inner).to_be_visible(visible=not is_open)
    page.keyboard.press("Space")
    if not is_open:
        page.keyboard.press("Space")
    _tab_to(page, "Level_1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="In this folder")).to_be_visible()
    _tab_to(page, "reads.fastq")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Validation")).to_be_visible()
    _tab_to(page, "Annotate")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Annotate reads.fastq")).to_be_visible()
    _tab_to(page, "LAYOUT")
    page.keyboard.press("s")
    _tab_to(page, "ID")
    page.keyboard.type("HTA201_1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved, and valid.")).to_be_visible()


def test_form_works_without_a_script(site: Site, browser: Browser, place: Place) -> None:
    one, two = place.add("a.fastq"), place.add("b.fastq")
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    site.sign_in(page, "anna", PASSWORD)
    page.goto(site.url + place.path(place.folder))
    for name in ("a.fastq", "b.fastq"):
        page.get_by_label(f"Choose {name}").check()
    page.get_by_role("button", name="Annotate those chosen").click()
    page.locator("select[name='a.LAYOUT']").select_option("Single-end")
    page.locator(f"[name='e.ID.{one.public_id}']").fill("HTA201_1")
    page.locator(f"[name='e.ID.{two.public_id}']").fill("HTA201_2")
    page.get_by_role("button", name="Save 2 files").click()
    expect(page.get_by_text("Saved: all valid.")).to_be_visible()
    plain.close()


def test_rows_of_a_record_set_show_what_is_wrong_without_a_script(
    site: Site, context: BrowserContext, page: Page, place: Place
) -> None:
    records = _records(place)
    site.sign_in(page, "anna", PASSWORD)
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    shown = plain.new_page()
    shown.goto(site.url + place.path(records))
    expect(shown.locator(".page-header")).to_contain_text("Invalid: 120 of 120 rows")
    cell = shown.locator("table.sheet td.invalid").first
    expect(cell).to_contain_text("value 0 0")
    expect(cell).to_have_attribute("title", re.compile("ID .*such as HTA201_1"))
    shown.locator(".more-problems > summary").click()
    expect(shown.locator(".more-problems .problem").first).to_be_visible()
    shown.get_by_role("link", name="Next").click()
    expect(shown.locator("table.sheet tbody tr")).to_have_count(20)
    plain.close()


def test_pages_are_accessible_at_every_width(site: Site, page: Page, place: Place) -> None:
    good, bad = place.add("good.fastq", **GOOD), place.add(f"{LONG}.fastq", LAYOUT="paired-end", ID="x", ODD="o" * 300)
    change(place.owner, bad, new_version=True)
    trashed = place.add("gone.fastq")
    records = _records(place)
    site.sign_in(page, "anna", PASSWORD)
    page.goto(site.url + place.path(trashed, "delete"))
    page.get_by_role("button", name="Delete").click()
    found = complaints_in_both(page, "after deleting")
    paths = ["/", "/trash", place.path(place.project), place.path(place.folder), place.path(place.ingest)]
    paths += [place.path(node) for node in (good, bad, records)]
    paths += [place.path(bad, step) for step in ("annotate", "history", "rename", "move", "delete")]
    paths += [place.path(place.folder, "new-folder"), place.path(records, "annotate"), place.path(bad) + "?version=1"]
    paths += [f"/entities/annotate?ids={good.public_id},{bad.public_id}"]
    paths += [place.path(bad, "values") + "?attribute=SITE&q=1"]
    for path in paths:
        page.goto(site.url + path)
        assert page.url == site.url + path, "led elsewhere"
        found += complaints_in_both(page, path)
    page.goto(site.url + place.path(records))
    page.locator(".more-problems > summary").click()
    found += complaints_in_both(page, "all problems of rows")
    for node in (place.project, place.folder, bad):
        page.goto(site.url + place.path(node))
        page.locator("summary", has_text="More").click()
        found += complaints_in_both(page, f"menu of {node.kind}")
        page.set_viewport_size({"width": NARROW, "height": 900})
        box = page.locator(".page-header .menu__sheet").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        page.set_viewport_size({"width": NORMAL, "height": 900})
    assert "\n".join(found) == ""


def test_conflicts_and_refusals_are_accessible(site: Site, context: BrowserContext, place: Place) -> None:
    page = context.new_page()  # the browser itself complains about each refusal
    one, two = place.add("a.fastq", NOTE="old"), place.add("b.fastq", NOTE="old")
    site.sign_in(page, "anna", PASSWORD)
    found: list[str] = []
    forms = (
        (place.path(one, "annotate"), "Save"),
        (f"/entities/annotate?ids={one.public_id},{two.public_id}", "Save 2"),
    )
    for number, (path, button) in enumerate(forms):
        page.goto(site.url + path)
        page.locator("[name='a.NOTE']").fill("mine")
        change(place.administrator, one, annotations=text(NOTE=f"theirs {number}"))
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("Two people wrote different values")).to_be_visible()
        found += complaints_in_both(page, f"conflict at {path}")
    for path in ("/entities/syn999", place.path(one) + "?version=7"):
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    assert "\n".join(found) == ""
