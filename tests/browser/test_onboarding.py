"""Onboarding in a browser: the quiz is passed, the checklist signed, and every page of it is fit for everybody."""

import os
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.consortium.onboarding.people import CENTER, People, make_people
from tests.factories.accounts import PASSWORD
from tests.support.site import Site, complaints, complaints_in_both
from theatrum.consortium.onboarding.practice.actions import begin_practice
from theatrum.consortium.onboarding.quiz.models import Attempt
from theatrum.repository.accounts.models import User

# Where pictures of the pages go; nowhere without it.
PICTURES = os.environ.get("THEATRUM_TEST_PICTURES")
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = [
    "/onboarding",
    "/onboarding/quiz",
    "/onboarding/practice",
    "/onboarding/centers?show=all",
    "/sessions",
    "/sessions/new",
    f"/sessions/project_transfer/people?center={CENTER}",
    f"/centers/{CENTER}/onboarding",
    f"/centers/{CENTER}/checklist/8",
    f"/centers/{CENTER}/plan",
]


@pytest.fixture
def people(site: Site) -> People:
    return make_people()


def take_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def answer(page: Page, attempt: Attempt) -> None:
    """Answer every question by the keyboard."""
    for number, question in enumerate(attempt.questions, start=1):
        expect(page.get_by_role("heading", name=f"Question {number} of 15")).to_be_visible()
        for option in question["options"]:
            if option["right"]:
                page.get_by_label(option["text"], exact=True).press("Space")
        if number == 1:
            take_picture(page, "question")
        page.get_by_role("button", name="Keep").press("Enter")


def test_a_wrangler_passes_the_quiz_and_an_investigator_signs(site: Site, page: Page, people: People) -> None:
    site.sign_in(page, "wrangler", PASSWORD)
    page.goto(f"{site.url}/onboarding")
    page.get_by_role("link", name="Certified").first.click()
    page.get_by_role("button", name="Start the quiz").click()
    found = complaints(page, "a question")
    answer(page, Attempt.objects.get(user_id=people.wrangler.id))
    found += complaints(page, "all answers")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="You passed")).to_be_visible()
    take_picture(page, "passed")
    found += complaints(page, "passed")
    assert User.objects.get(pk=people.wrangler.id).is_certified

    page.context.clear_cookies()
    site.sign_in(page, "paula", PASSWORD)
    page.goto(f"{site.url}/centers/{CENTER}/checklist/8")
    for number in range(1, 11):
        page.locator(f"#c{number}-{'unsure' if number == 3 else 'yes'}").check()
    page.get_by_label("If not yes").nth(2).fill("Some old slides still have their labels.")
    page.get_by_label("Your full name").fill("Paula Tester")
    found += complaints(page, "a checklist")
    take_picture(page, "checklist")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("With doubts").first).to_be_visible()
    page.locator("#c3-yes").check()
    page.get_by_label("Your full name").fill("Paula Tester")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("is affirmed").first).to_be_visible()
    found += complaints(page, "signed")
    take_picture(page, "signed")
    assert found == []


def test_every_page_of_onboarding(site: Site, context: BrowserContext, people: People) -> None:
    page = context.new_page()
    begin_practice(actor=people.liaison, seed=5)
    site.sign_in(page, "liaison", PASSWORD)
    found: list[str] = []
    for path in PAGES:
        page.goto(site.url + path)
        assert page.url == site.url + path, "led elsewhere"
        found += complaints_in_both(page, path)
        for colours in COLOURS:
            page.emulate_media(color_scheme=colours)
            take_picture(page, f"{colours}{path.partition('?')[0].replace('/', '-')}")
    assert found == []
