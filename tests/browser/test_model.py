"""The data model in a browser: from a term to its attribute by keyboard alone, and from a finding to its attribute."""

from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.components import make_described
from tests.factories.records import make_records
from tests.support.site import Site, complaints
from theatrum.repository.accounts.queries import actor_of


def test_enter_lists_and_enter_again_opens_the_first(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/model")
    field = page.get_by_role("searchbox", name="Component, attribute, code or label")
    field.fill("tumor_grade")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Attributes")).to_be_visible()
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(f"{site.url}/model/1.0.0/Diagnosis#TUMOR_GRADE")
    expect(page.locator("tr:target")).to_contain_text("TUMOR_GRADE")


def test_finding_leads_to_its_attribute(site: Site, page: Page) -> None:
    user = make_user("admin", is_administrator=True)
    admin = actor_of(user)
    records = make_records(admin, make_described(admin, "Demographics"), b"HTAN_PARTICIPANT_ID\nwrong\n")
    site.sign_in(page, "admin", PASSWORD)
    page.goto(f"{site.url}/entities/{records.public_id}")
    assert complaints(page, "record set with links") == []
    page.locator(".problem__where").get_by_role("link", name="HTAN_PARTICIPANT_ID").click()
    expect(page).to_have_url(f"{site.url}/model/1.0.0/Demographics#HTAN_PARTICIPANT_ID")
    expect(page.locator("tr:target")).to_contain_text("HTA201_12")


def test_picture_leads_to_components(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/model/relations")
    page.get_by_role("link", name="BulkWESLevel2").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/model/1.0.0/BulkWESLevel2")
