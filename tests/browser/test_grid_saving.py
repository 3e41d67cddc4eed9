"""Saving in a real browser: by keyboard, with what both sides changed to choose of; and the pages around grids."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.accounts import PASSWORD
from tests.factories.places import make_place
from tests.factories.records import make_records, replace_rows
from tests.support.installations import Serving, migrated_installation
from tests.support.site import Site, complaints_in_both
from theatrum.repository.grids.beginning import open_session
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.queries import find_workspace

_SEED = """
from tests.factories.accounts import PASSWORD, make_actor
from tests.factories.places import make_project
from tests.factories.records import make_records
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER
from theatrum.repository.entities.actions.sharing import replace_local_acl

administrator = make_actor("administrator", is_administrator=True)
ann, ben = make_actor("ann"), make_actor("ben")
project = make_project(administrator, ann, "Pancreas")
grants = {one.id: frozenset(OWNER) for one in (ann, ben)}
with writing():
    replace_local_acl(actor=administrator, node_id=project.id, etag=None, grants=grants)
node = make_records(ann, project, b"id,note\\nP1,one\\nP2,two\\n", name="notes", upsertKey=["id"])
print(node.public_id, PASSWORD)
"""
ROWS = b"ID,LAYOUT,NOTE\nHTA201_1,Paired-end,one\nHTA201_2,Single-end,two\nHTA201_3,odd,\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, str, str]]:
    """Serve a record set of ann's that ben may change too; yields the server, their password, and its id."""
    installation = migrated_installation(tmp_path_factory.mktemp("saving"))
    node, _, password = installation.python(_SEED).partition(" ")
    with installation.serving() as server:
        server.log.await_line("web process started")
        yield server, password, node
        server.stop()


def test_two_people_save_and_the_second_chooses_where_both_changed_a_cell(
    served: tuple[Serving, str, str], browser: Browser
) -> None:
    server, password, node = served
    pages = {name: browser.new_context(viewport={"width": 1280, "height": 800}).new_page() for name in ("ann", "ben")}
    for name, page in pages.items():
        Site(server.url).sign_in(page, name, password)
        page.goto(f"{server.url}/entities/{node}/grid")
        if name == "ben":
            page.get_by_label("Only for me").check()
        page.get_by_role("button", name="Begin anew").click()
        expect(page.locator("#g-0-0")).to_contain_text("P1")
        expect(page.locator(".grid-field")).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.type(f"by {name}")
        page.keyboard.press("Enter")
        expect(page.locator(".grid-bar__state")).to_have_text("All edits stored")
    ann, ben = pages["ann"], pages["ben"]
    expect(ben.locator("[data-save-state]")).to_have_text("1 row not saved since version 1.")
    _save(ben, "Notes of ben")
    expect(ben.locator("[data-save-state]")).to_have_text("Saved as version 2.")
    _save(ann, "Notes of ann")
    choice = ann.locator(".gp-panel--saving")
    expect(choice).to_contain_text("1 cell changed here")
    expect(choice).to_contain_text("“by ann”")
    expect(choice).to_contain_text("“by ben”")
    choice.get_by_role("button", name="Theirs in note, row 1").click()
    expect(ann.locator("#g-0-1")).to_have_text("by ben")
    ann.keyboard.press("Escape")
    ann.locator("#g-1-1").click()
    expect(ann.locator(".grid-field")).to_be_focused()
    ann.keyboard.type("mended")
    ann.keyboard.press("Enter")
    expect(ann.locator("[data-save-state]")).to_contain_text("not saved since version 2.")
    _save(ann, "Mended")
    expect(ann.locator("[data-save-state]")).to_have_text("Saved as version 3.")
    ann.goto(f"{server.url}/entities/{node}/grid?row=2&version=3&column=note")
    expect(ann.locator(".grid-field")).to_have_attribute("aria-activedescendant", "g-1-1")
    expect(ann.locator(".grid-field")).to_be_focused()
    ann.goto(f"{server.url}/entities/{node}/versions")
    ann.get_by_role("button", name="Compare those chosen").click()
    expect(ann.locator("main")).to_contain_text("1 changed in 1 cell; 1 the same.")
    expect(ann.locator("ins")).to_have_text("mended")
    for page in pages.values():
        page.context.close()


def _save(page: Page, comment: str) -> None:
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What changed")).to_be_focused()
    page.keyboard.type(comment)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_pages_around_grids(site: Site, page: Page) -> None:
    place = make_place()
    records = make_records(place.owner, place.folder, ROWS, upsertKey=["ID"])
    session = open_session(place.owner, records).session_id
    replace_rows(place.owner, records, b"ID,LAYOUT,NOTE\nHTA201_1,Single-end,one\nHTA201_4,odd,\n")
    workspace = find_workspace(session)
    assert workspace is not None
    change = Change(cells={1: {2: "mine"}}, inserted=[Inserted(["HTA201_9", "odd"])], deleted=[2])
    edit(place.owner, workspace, change)
    site.sign_in(page, "anna", PASSWORD)
    entity, grid = f"/entities/{records.public_id}", f"/grid/{session}"
    folder = f"/entities/{place.folder.public_id}"
    paths = [f"{entity}/grid", f"{entity}/versions", f"{entity}/versions/compare?from=1&to=2", "/grids"]
    paths += [
        f"{grid}/changes",
        f"{grid}/changes?show=added",
        f"{grid}/changes?since=2",
        f"{grid}/close",
        f"{grid}/mappings",
        f"{grid}/earlier",
    ]
    paths += [f"{folder}/new-records", entity, folder]
    found: list[str] = []
    for path in paths:
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    assert found == []
