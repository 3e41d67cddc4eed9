"""A real browser for the tests in this folder; what a page complains about fails its test."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django import Settings

from tests.support import browser as installed
from tests.support.site import Site, serving
from theatrum.drivers.blobs import installed as installed_blobs

PATIENCE = 60_000  # milliseconds


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser that `make test` found, once a module.

    Not once a process: while Playwright runs, its event loop runs in this thread, in which no test that
    comes later could start one of its own.
    """
    path = installed.find()
    if path is None and installed.is_required():
        pytest.fail(installed.MISSING)
    if path is None:
        pytest.skip(installed.MISSING)
    # Only a failure takes so long. Browsers, servers and workers share the machine with all other tests.
    expect.set_options(timeout=PATIENCE)
    # In that loop's thread Django would refuse every query.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(executable_path=path, args=installed.arguments())
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser without cookies or storage."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 800})
    # What is pressed and where somebody goes takes as long as what is expected.
    fresh.set_default_timeout(PATIENCE)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Return an empty page; an uncaught error or a console error in it fails the test."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", note)
    yield page
    assert complaints == []


@pytest.fixture
def site(transactional_db: None, settings: Settings) -> Iterator[Site]:
    """Serve the pages as installed, from this process, with the test's own database."""
    cache.clear()
    # Made once in a process: made here first, it would give out addresses at this site's port for ever after.
    installed_blobs.store()
    settings.EMAIL_BACKEND = "theatrum.drivers.mail.backend.EmailBackend"
    with serving() as url:
        settings.THEATRUM = settings.THEATRUM.model_copy(update={"public_url": url, "demo": True})
        yield Site(url)
