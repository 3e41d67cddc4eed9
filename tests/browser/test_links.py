"""The page about the links of a center, with planted defects: accessible, and without sideways scrolling."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.consortium.linking.made import spoilt, upload
from tests.factories.accounts import PASSWORD, make_user
from tests.support.site import NARROW, Site, complaints, complaints_in_both
from theatrum.consortium.linking.jobs import check
from theatrum.consortium.linking.scope import scopes_of
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.queries import actor_of

# Where pictures of the pages go; nowhere without it.
PICTURES = os.environ.get("THEATRUM_TEST_PICTURES")


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.one_engine("what is shown is the same on both")
def test_links_of_a_center(site: Site, page: Page) -> None:
    admin, profile = actor_of(make_user("admin", is_administrator=True)), in_force()
    project = upload(admin, profile, spoilt(profile, center="HTA201", participants=3), center="HTA201")
    site.sign_in(page, "admin", PASSWORD)
    found: list[str] = []
    page.goto(f"{site.url}/centers/HTA201/links")
    expect(page.get_by_role("heading", name="Nothing was checked yet")).to_be_visible()
    found += complaints(page, "before")
    [scope] = scopes_of(profile, "HTA201", project)
    check(actor_id=admin.id, center="HTA201", release=scope.release)
    page.goto(f"{site.url}/entities/{project.public_id}")
    page.get_by_role("link", name="Links", exact=True).click()
    expect(page.get_by_role("heading", name="What to mend")).to_be_visible()
    found += complaints_in_both(page, "links")
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        _picture(page, f"links-{colours}")
    page.set_viewport_size({"width": NARROW, "height": 900})
    _picture(page, "links-narrow")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Pending", exact=True).click()
    expect(page.get_by_role("link", name="Show all")).to_be_visible()
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_label("The check that is under way")).to_contain_text("waits to begin")
    found += complaints(page, "waiting")
    assert found == []
