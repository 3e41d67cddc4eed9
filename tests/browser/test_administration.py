"""A center's people, by hand: invited by who represents it, filed when they come, and gone when their role ends."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.centers import appointed
from tests.support.site import Site, complaints
from theatrum.consortium.centers import housing
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail import folder
from theatrum.repository.accounts.models import Team
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of

_SECRET = "a long walk by the sea 7"


def test_person_is_invited_filed_and_ended(site: Site, page: Page, browser: Browser) -> None:
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id="HTA201")
    appointed(OPERATOR, actor_of(make_user("paula")), "center_pi", "HTA201")
    site.sign_in(page, "paula", PASSWORD)
    _file(site, page)
    _come(site, browser)
    page.reload()
    expect(page.get_by_role("row", name=re.compile("Dora Ek.*Data Wrangler"))).to_be_visible()
    assert _members() == {"dora"}
    _end(page)
    assert _members() == set()


def _file(site: Site, page: Page) -> None:
    page.get_by_role("link", name="Centers").click()
    page.get_by_role("link", name="1 people of HTA201").click()
    page.get_by_role("link", name="File somebody").click()
    # Nothing was said: each field that lacks something says so itself.
    page.get_by_role("button", name="File", exact=True).click()
    expect(page.get_by_label("E-mail address")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("E-mail address").fill("dora@example.org")
    page.get_by_label(re.compile("^Data Wrangler")).check()
    house = housing.institutions_of("HTA201").get().name
    # The only one that the center has is chosen already.
    expect(page.get_by_role("combobox", name="Institution").locator("option:checked")).to_have_text(house)
    page.get_by_role("button", name="File", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("dora@example.org is invited")
    assert complaints(page, "people with somebody expected") == []


def _come(site: Site, browser: Browser) -> None:
    mail = folder.read(folder.names()[0])
    assert mail is not None
    context = browser.new_context()
    page = context.new_page()
    page.goto(mail.links[0])
    page.get_by_label("User name").fill("dora")
    page.get_by_label("First name").fill("Dora")
    page.get_by_label("Last name").fill("Ek")
    page.get_by_label("Password", exact=True).fill(_SECRET)
    page.get_by_label("Password once more").fill(_SECRET)
    page.get_by_role("button", name="Open my account").click()
    page.get_by_role("link", name="Centers").click()
    expect(page.get_by_role("row", name=re.compile("HTA201.*Data Wrangler"))).to_be_visible()
    page.goto(f"{site.url}/centers/HTA201/people")
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^End"))).to_have_count(0)
    context.close()


def _end(page: Page) -> None:
    # By keys alone: the dialog opens, Escape closes it and changes nothing, and it opens again.
    button = page.get_by_role("button", name="End Data Wrangler of Dora Ek")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="End Data Wrangler of Dora Ek?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Enter")
    dialog.get_by_label("Reason").fill("moved to another institute")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("access ended with it")
    page.get_by_text("Who was here before (1)").click()
    expect(page.get_by_text("moved to another institute")).to_be_visible()
    assert complaints(page, "people with somebody gone") == []


def _members() -> set[str]:
    team = Team.objects.get(name="HTAN2_Pancreas_contributors")
    return set(team.members.values_list("user__username", flat=True))
