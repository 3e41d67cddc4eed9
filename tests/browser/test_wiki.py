"""The network's wiki in the browser: a page written with a picture, a draft that survives, two writers at once."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.installations import migrated_installation
from tests.support.site import Site, complaints, complaints_in_both

pytestmark = pytest.mark.db

# Where pictures of the pages go; nowhere without it.
PICTURES = os.environ.get("THEATRUM_TEST_PICTURES")
_SEED = """
import json
from tests.factories.accounts import PASSWORD, make_actor
from tests.factories.centers import appointed
from theatrum.doors.cli import seeded

administrator = make_actor("administrator", is_administrator=True)
appointed(administrator, make_actor("liaison"), "data_liaison")
appointed(administrator, make_actor("wrangler"), "data_wrangler", "HTA201")
print(json.dumps({"password": PASSWORD, "project": seeded.seed().project.public_id}))
"""
# One pixel.
_PNG = (
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c631009cbfa0f00"
    "032a01d420b02e730000000049454e44ae426082"
)
_DROP = """([hex, name]) => {
  const bytes = new Uint8Array(hex.match(/../g).map((pair) => parseInt(pair, 16)));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/png" }));
  const text = document.querySelector("textarea[name=text]");
  text.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
  text.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@dataclass(frozen=True)
class Network:
    """A server with the network's wiki."""

    site: Site
    password: str
    project: str


@pytest.fixture
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    installation = migrated_installation(tmp_path_factory.mktemp("wiki"))
    made = json.loads(installation.python(_SEED).splitlines()[-1])
    with installation.serving() as serving:
        serving.log.await_line("web process started")
        yield Network(Site(serving.url), made["password"], made["project"])
        serving.stop()


def seat(browser: Browser, network: Network, name: str) -> Page:
    """Return one person's browser, signed in; an error of a script fails the test."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    network.site.sign_in(page, name, network.password)
    return page


def picture(page: Page, name: str) -> None:
    """Keep a picture, where somebody wants them."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def checked(page: Page, name: str, *, is_plain: bool = False) -> list[str]:
    """Return what is wrong with the page that is open; in both colours, unless it has only common parts."""
    found = complaints(page, name) if is_plain else complaints_in_both(page, name)
    for colours in ("light",) if is_plain else ("light", "dark"):
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        picture(page, f"wiki-{name}-{colours}")
    page.emulate_media(color_scheme="light")
    return found


def test_pages_are_written_together(browser: Browser, network: Network) -> None:
    liaison, administrator = seat(browser, network, "liaison"), seat(browser, network, "administrator")
    liaison.goto(f"{network.site.url}/handbook")
    expect(liaison.get_by_role("navigation", name="Pages")).to_contain_text("Working groups")
    found = checked(liaison, "page")
    draft = write_with_picture(liaison, f"{network.site.url}/handbook/working-groups", found)
    address = liaison.url
    liaison.goto(f"{address}/edit")
    expect(liaison.locator("[data-wiki-draft]")).to_be_hidden()
    write_at_once(liaison, administrator, draft, found)
    look_back(liaison, address, found)
    assert not found, "\n".join(found)


def test_members_read_and_find(browser: Browser, network: Network) -> None:
    wrangler, administrator = seat(browser, network, "wrangler"), seat(browser, network, "administrator")
    url, found = network.site.url, list[str]()
    wrangler.goto(f"{url}/handbook/upload")
    expect(wrangler.get_by_role("link", name="Edit", exact=True)).to_have_count(0)

    def finds_it() -> bool:
        wrangler.goto(f"{url}/handbook/upload")
        wrangler.get_by_label("Search this wiki").fill("ingest folder")
        wrangler.get_by_label("Search this wiki").press("Enter")
        wrangler.wait_for_url(re.compile("/wiki/search"))
        return wrangler.locator("main").get_by_role("link", name="Upload files").count() == 1

    while not finds_it():  # until the worker has read the words of all pages
        pass
    found += checked(wrangler, "search")
    for path in ("/directory", f"/entities/{network.project}/wiki"):
        wrangler.goto(url + path)
        found += checked(wrangler, re.sub(r"\W+", "-", path.strip("/")), is_plain=True)
    administrator.goto(f"{url}/handbook/updates")
    found += checked(administrator, "updates", is_plain=True)
    assert not found, "\n".join(found)


def write_with_picture(page: Page, below: str, found: list[str]) -> str:
    """Write a page with a picture that is dropped on its text; the window is closed in between. Returns the text."""
    page.goto(below)
    page.get_by_role("link", name="New page").click()
    page.get_by_label("Title").fill("Imaging group")
    text = page.get_by_label("Text", exact=True)
    text.fill("# Notes\n\nFirst line\n\nSecond line\n\n")
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    text.press("Control+End")
    page.evaluate(_DROP, [_PNG, "a map.png"])
    expect(page.get_by_role("checkbox", name="a map.png")).to_be_checked()
    expect(page.locator("[data-wiki-shown] img")).to_have_js_property("naturalWidth", 1)
    expect(page.locator("[data-wiki-saved]")).to_have_text("Draft kept in this browser.")
    found += checked(page, "edit")
    draft = text.input_value()
    page.reload()
    page.get_by_role("button", name="Use it").click()
    expect(text).to_have_value(draft)
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    expect(page.get_by_role("checkbox", name="a map.png")).to_be_checked()
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url(re.compile(r"/wiki/\d+$"))
    expect(page.locator("article.markdown img")).to_have_js_property("naturalWidth", 1)
    return draft


def write_at_once(page: Page, other: Page, draft: str, found: list[str]) -> None:
    """Let somebody else keep another version of the page that is open to be edited; both changes are put together."""
    address = page.url.removesuffix("/edit")
    other.goto(f"{address}/edit")
    other.get_by_label("Text", exact=True).fill(draft.replace("Second line", "Second line, longer"))
    other.get_by_role("button", name="Keep").click()
    other.wait_for_url(address)
    page.get_by_label("Text", exact=True).fill(draft.replace("First line", "The first line"))

    def are_together() -> bool:
        with page.expect_navigation():
            page.get_by_role("button", name="Keep").click()
        return "Both changes are put together" in (page.get_by_role("alert").text_content() or "")

    while not are_together():  # until the other text has been screened
        expect(page.get_by_role("alert")).to_contain_text("cannot be put together with yours yet")
    found += checked(page, "conflict")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url(address)
    expect(page.locator(".markdown")).to_contain_text("The first line")
    expect(page.locator(".markdown")).to_contain_text("Second line, longer")


def look_back(page: Page, address: str, found: list[str]) -> None:
    """Compare versions by keyboard, restore one, delete the page and bring it back."""
    page.goto(f"{address}/history")
    found += checked(page, "history", is_plain=True)
    page.get_by_role("button", name="Compare the two").press("Enter")
    expect(page.locator("ins").first).to_be_visible()
    found += checked(page, "compare")
    page.goto(f"{address}?version=0")
    page.get_by_role("button", name="Restore it").click()
    page.wait_for_url(address)
    expect(page.locator(".markdown")).to_contain_text("First line")
    page.goto(f"{address}/delete")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(address)
    for name in ("move", "access"):
        page.goto(f"{address}/{name}")
        found += checked(page, name, is_plain=True)
