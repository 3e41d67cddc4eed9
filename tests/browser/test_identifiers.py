"""The page about identifiers: accessible with its form, its answers, and what was reserved."""

from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from tests.support.site import Site, complaints_in_both
from theatrum.repository.accounts.queries import actor_of


def test_a_wrangler_looks_up_and_reserves(site: Site, page: Page) -> None:
    admin = make_person("root", is_administrator=True)
    make_ingest(admin, "HTA201")
    appointed(admin, actor_of(make_user("ana")), "data_wrangler", "HTA201")
    site.sign_in(page, "ana", PASSWORD)
    page.goto(f"{site.url}/tools/identifiers")
    found = complaints_in_both(page, "empty")
    page.get_by_label("What for").select_option("biospecimen")
    page.get_by_role("button", name="Reserve").click()
    expect(page.get_by_text("numbered under a participant")).to_be_visible()
    found += complaints_in_both(page, "refused")
    page.get_by_label("Participants").fill("HTA201_12\nHTA201_13")
    page.get_by_label("How many").fill("3")
    page.get_by_role("button", name="Reserve").click()
    expect(page.get_by_label("reserved identifiers").first).to_contain_text("HTA201_12_B3")
    found += complaints_in_both(page, "reserved")
    page.get_by_label("Identifier", exact=True).fill("HTA201_12_B3")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("Reserved; in use nowhere")).to_be_visible()
    page.get_by_label("Identifier", exact=True).fill("HTA201_12")
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("link", name="a data file id").click()
    expect(page.get_by_label("Participants")).to_have_value("HTA201_12")
    found += complaints_in_both(page, "looked up")
    assert found == []
