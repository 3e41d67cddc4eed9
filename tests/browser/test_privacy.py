"""Reviewing held files in a browser: by keyboard alone, with undo; and every page of it, accessible."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.consortium.screening.conftest import Office, make_office
from tests.factories.accounts import PASSWORD
from tests.factories.entities import make_entity
from tests.factories.records import make_csv
from tests.support import screening
from tests.support.screening import run_jobs
from tests.support.site import Site, complaints_in_both
from tests.support.slides import slide
from theatrum.consortium.screening.models import Incident, Screening, State
from theatrum.repository.accounts.hashing import hash_password
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind
from theatrum.repository.files.models import FileHandle


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    screening.turn_on()
    yield
    screening.turn_off()


def add_file(office: Office, content: bytes, *, name: str) -> FileHandle:
    """Give an entity a file without a request: in this thread an event loop runs."""
    handle = make_csv(office.wrangler, content, name=name)
    make_entity(office.wrangler, Kind.FILE, name, parent=office.folder, handle=handle)
    return handle


def reviewing(site: Site, page: Page, *, labels: int = 0) -> tuple[Office, list[FileHandle]]:
    """Let three slides wait, ``labels`` of them with a picture of their label, and sign the reviewer in."""
    office = make_office()
    handles = []
    for number in (1, 2, 3):
        content = slide(number, label=number <= labels)
        handles.append(add_file(office, content, name=f"slide_{number}.svs"))
    run_jobs("screening.screen")
    user = User.objects.get(pk=office.privacy.id)
    User.objects.filter(pk=user.pk).update(password=hash_password(PASSWORD))
    site.sign_in(page, user.username, PASSWORD)
    page.goto(f"{site.url}/privacy")
    return office, handles


def await_keys(page: Page) -> None:
    """Wait until keys act: cards stand there before the script has begun."""
    expect(page.locator("[data-review-keys]")).not_to_have_attribute("hidden", "")


def states(handles: list[FileHandle]) -> list[str]:
    return [Screening.objects.get(pk=handle.pk).state for handle in handles]


def test_files_are_decided_on_by_keyboard_and_the_decision_undone(site: Site, page: Page) -> None:
    _, handles = reviewing(site, page)
    cards = page.locator("[data-review-card]")
    expect(cards).to_have_count(3)
    await_keys(page)
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-review-count]")).to_have_text("(2 chosen)")
    page.keyboard.press("a")
    expect(page.get_by_label("Reason")).to_be_focused()
    # Here it is text: no card is left, nothing is chosen.
    page.keyboard.type("ajx numbers of our scanners")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Allowed: 2 files")
    expect(cards).to_have_count(1)
    assert states(handles) == [State.ALLOWED, State.ALLOWED, State.HELD]
    await_keys(page)
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Taken back: 2 files")
    expect(cards).to_have_count(3)
    assert states(handles) == [State.HELD] * 3


def test_card_that_is_looked_at_is_decided_on_and_all_at_once(site: Site, page: Page) -> None:
    _, handles = reviewing(site, page)
    await_keys(page)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("Take it out.")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("status")).to_contain_text("Rejected: 1 file.")
    page.get_by_label("Choose all 2 on this page").check()
    page.get_by_label("Reason").fill("One of them shows a name.")
    page.get_by_role("button", name="It identifies somebody: lock").click()
    expect(page.get_by_role("status")).to_contain_text("Locked: 2 files")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    assert sorted(states(handles)) == [State.BLOCKED, State.BLOCKED, State.REJECTED]


def test_pages_of_review_are_accessible(site: Site, page: Page) -> None:
    office, handles = reviewing(site, page, labels=1)
    add_file(office, b"A,B\n1,rosalind.quux@hospital.example\n", name="plain.csv")
    run_jobs("screening.screen", "screening.tell")
    incident = Incident.objects.get().pk
    expect(page.get_by_alt_text("The label of this file")).to_be_visible()
    found: list[str] = []
    addresses = ["/privacy", f"/privacy/files/{handles[0].pk}", "/privacy/rules", "/privacy/incidents"]
    for path in [*addresses, f"/privacy/incidents/{incident}"]:
        page.goto(site.url + path)
        found += complaints_in_both(page, path)
    assert found == []
