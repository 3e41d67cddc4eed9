"""A center's own pages in a real browser: from a plan to an exception, signatures and the review."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.center_scene import CENTER, RELEASE, CenterScene, fill, make_scene
from tests.support.site import NARROW, Site, complaints_in_both
from theatrum.consortium.linking.jobs import check
from theatrum.consortium.linking.models import Problem
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Where pictures of the pages go; nowhere without it.
PICTURES = os.environ.get("THEATRUM_TEST_PICTURES")


@pytest.fixture
def scene(site: Site) -> CenterScene:
    return make_scene()


@pytest.fixture
def become(site: Site, context: BrowserContext) -> Callable[[Actor], None]:
    """Return a function that makes the browser somebody's: a second factor is not what is tested here."""

    def become(actor: Actor) -> None:
        client = Client()
        client.force_login(User.objects.get(pk=actor.id), backend=BACKEND)
        cookie = client.cookies["sessionid"]
        context.clear_cookies()
        context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site.url}])

    return become


def _looked_at(page: Page, name: str) -> list[str]:
    """Return what is wrong with a page in both colours and at all widths; keep pictures where they are wanted."""
    found = complaints_in_both(page, name)
    if PICTURES:
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            page.screenshot(path=f"{PICTURES}/{name}-{colours}.png", full_page=True)
        page.set_viewport_size({"width": NARROW, "height": 900})
        page.screenshot(path=f"{PICTURES}/{name}-narrow.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    return found


@dataclass(frozen=True)
class Walk:
    """One walk through the pages: what it looks at, and what it found wrong."""

    site: Site
    page: Page
    scene: CenterScene
    become: Callable[[Actor], None]
    found: list[str]

    @property
    def home(self) -> str:
        """The address of the center's home."""
        return f"{self.site.url}/centers/{CENTER}"

    def at(self, actor: Actor, path: str = "") -> None:
        """Go to a page of the center as somebody."""
        self.become(actor)
        self.page.goto(self.home + path)

    def look(self, name: str) -> None:
        """Look at the page that is open."""
        self.found.extend(_looked_at(self.page, name))

    def press(self, name: str, told: str) -> None:
        """Press a button and wait for what is told."""
        self.page.get_by_role("button", name=name).first.press("Enter")
        expect(self.page.get_by_text(told)).to_be_visible()


@pytest.mark.one_engine("what is shown is the same on both")
def test_from_a_plan_to_accepted(site: Site, page: Page, scene: CenterScene, become: Callable[[Actor], None]) -> None:
    walk = Walk(site, page, scene, become, [])
    _empty(walk)
    _plan(walk)
    nodes = fill(scene)
    _except(walk, nodes["odd"].public_id)
    _sign(walk)
    _review(walk)
    assert walk.found == []


def _empty(walk: Walk) -> None:
    walk.at(walk.scene.it.wrangler)
    expect(walk.page.get_by_role("heading", name="Pancreas Pre-Cancer Atlas")).to_be_visible()
    walk.look("home-empty")
    for name in ("planned", "exceptions", "attestations"):
        walk.page.goto(f"{walk.home}/{name}")
        walk.look(f"{name}-empty")


def _plan(walk: Walk) -> None:
    page = walk.page
    walk.at(walk.scene.it.wrangler, "/planned")
    page.get_by_role("link", name="Plan a submission").first.click()
    walk.look("plan-new")
    page.get_by_label("Component").select_option("DigitalPathologyData")
    page.get_by_label("Files").fill("4")
    page.get_by_label("Size in all").fill("0.5")
    page.get_by_label("Unit of the size").select_option("TB")
    page.get_by_label("Expected on").fill("2027-02-01")
    walk.press("Plan it", "Planned. The liaison is told.")
    walk.at(walk.scene.it.liaison, "/planned")
    walk.press("Confirm access", "Confirmed. The center is told.")
    walk.look("planned")
    page.get_by_role("link", name="History").click()
    walk.look("plan")


def _except(walk: Walk, odd: str) -> None:
    page = walk.page
    walk.at(walk.scene.it.wrangler)
    expect(page.get_by_role("row", name="DigitalPathologyData")).to_contain_text("3 of 4 files")
    walk.look("home")
    page.get_by_role("link", name="Mend what is invalid").click()
    page.get_by_role("link", name="three.bif").click()
    page.get_by_role("link", name="Ask for an exception").click()
    walk.look("exception-new")
    page.get_by_label("three.bif only").check()
    page.get_by_label("Reason").fill("The scanner writes no other format, and OpenSlide reads this one.")
    walk.press("Ask the liaison", "Asked. The liaison is told, and decides.")
    address = page.url.removeprefix(walk.home)
    walk.at(walk.scene.it.liaison, address)
    walk.look("exception-deciding")
    page.get_by_label("Reason").fill("It opens in OpenSlide.")
    walk.press("Grant", "Granted. What it covers reads excepted from now on.")
    page.goto(f"{walk.site.url}/entities/{odd}")
    expect(page.get_by_text("Nothing to mend: 1 thing is excepted.")).to_be_visible()
    walk.look("excepted")
    page.goto(f"{walk.home}/exceptions")
    walk.look("exceptions")


def _sign(walk: Walk) -> None:
    walk.at(walk.scene.it.representative, "/attestations")
    walk.look("attestations")
    unsigned = walk.page.locator("section:has(button:text('Sign for'))")
    for left in reversed(range(unsigned.count())):
        dataset = unsigned.first
        for box in dataset.get_by_role("checkbox").all():
            box.check()
        dataset.get_by_label("Your full name").fill("Ada Lovelace")
        dataset.get_by_role("button", name="Sign for").click()
        expect(unsigned).to_have_count(left)  # also while the next page loads it is none
    walk.look("attestations-signed")


def _review(walk: Walk) -> None:
    page, it = walk.page, walk.scene.it
    check(actor_id=it.wrangler.id, center=CENTER, release=RELEASE)
    Problem.objects.all().delete()
    walk.at(it.wrangler)
    walk.look("home-ready")
    for box in page.get_by_role("group", name="You know of this, and go on").get_by_role("checkbox").all():
        box.check()
    walk.press("Ready for DCC review", "is now: ready for dcc review")
    walk.at(it.liaison)
    walk.press("Accept for staging", "is now: accepted for staging")
    walk.look("home-accepted")
