"""The help desk in a browser: what was refused last goes along, lists are gone through by keys, all pages hold."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.accounts import PASSWORD
from tests.factories.helpdesk import CENTER, Crew, make_crew
from tests.support.site import Site, complaints, complaints_in_both
from theatrum.consortium.helpdesk import conversing
from theatrum.consortium.helpdesk.actions import open_ticket
from theatrum.consortium.helpdesk.models import Ticket
from theatrum.consortium.helpdesk.words import write
from theatrum.consortium.rfcs.actions import draft_rfc, write_text
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User


@pytest.fixture
def crew(site: Site) -> Crew:
    return make_crew()


def let_in(site: Site, page: Page, actor: Actor) -> None:
    user = User.objects.get(pk=actor.id)
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()
    site.sign_in(page, user.username, PASSWORD)


def test_what_was_refused_is_reported_and_answered(site: Site, context: BrowserContext, crew: Crew) -> None:
    page = context.new_page()  # the browser itself complains about each refused address
    let_in(site, page, crew.wrangler)
    page.goto(f"{site.url}/entities/syn99999999")
    page.goto(f"{site.url}/tasks")
    page.get_by_role("link", name="Report a problem").click()
    expect(page.get_by_text("entities.not_found 404 /entities/syn99999999")).to_be_visible()
    expect(page.get_by_text(f"{site.url}/tasks")).to_be_visible()
    page.get_by_label("Title").fill("Nothing there")
    page.get_by_label("What happened, and what did you expect?").fill("It says MRN: 00482913.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("may identify a person")
    assert complaints(page, "refused words") == []
    page.get_by_role("button", name="Take these places out and send").click()
    expect(page.get_by_text("taken out].")).to_be_visible()
    assert "00482913" not in page.content()
    assert Ticket.objects.get().context["Last error"].startswith("entities.not_found")


def test_the_desk_by_keys(site: Site, page: Page, crew: Crew) -> None:
    for number in range(3):
        with writing():
            open_ticket(actor=crew.wrangler, queue="general", title=f"Question {number}", text="?", center_id=CENTER)
    let_in(site, page, crew.liaison)
    page.goto(f"{site.url}/help/desk")
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Question 1")).to_be_visible()
    page.get_by_label("What do you want to say?").fill("jjk")
    assert page.get_by_label("What do you want to say?").input_value() == "jjk"


def test_pages_with_something_on_them(site: Site, page: Page, crew: Crew) -> None:
    with writing():
        ticket = open_ticket(
            actor=crew.wrangler,
            queue="curator",
            title="The grid stays empty",
            text="1. Open syn12\n2. Press *Open*",
            context={"Steps": "1. Open"},
            center_id=CENTER,
            link="/tasks",
        )
        conversing.note(actor=crew.curator, number=ticket.pk, written=write(text="Seen before."))
        conversing.say(actor=crew.liaison, number=ticket.pk, written=write(text="Which `browser`?"))
        rfc = draft_rfc(actor=crew.liaison, title="Fixation", need="New", text="# One\n\n- two")
        write_text(actor=crew.liaison, number=rfc.pk, text="# One\n\n- three")
    let_in(site, page, crew.liaison)
    found: list[str] = []
    for path in (f"/help/tickets/{ticket.pk}", "/help/desk", "/help?show=center", f"/rfcs/{rfc.pk}", "/rfcs"):
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    for path in (f"/rfcs/{rfc.pk}/compare", f"/rfcs/{rfc.pk}/text"):
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    assert found == []
