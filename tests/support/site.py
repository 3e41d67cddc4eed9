"""The pages, served from the test's process, and what every page must hold to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test.testcases import LiveServerThread, _StaticFilesHandler
from playwright.sync_api import Page

from hatch_build import FRONTEND

AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
NARROW, NORMAL, WIDE = 360, 1280, 2560
# Those of axe's rules that look at colours and are on without being asked for.
_ON_COLOURS = ("color-contrast", "link-in-text-block")


@dataclass(frozen=True)
class Site:
    """A running server; passkeys need its name to be localhost."""

    url: str

    def sign_in(self, page: Page, name: str, password: str) -> None:
        """Sign in through the page."""
        page.goto(f"{self.url}/account/login/")
        page.get_by_label("Login").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()


@contextmanager
def serving() -> Iterator[str]:
    """Serve on a free port until the end of the block; yields the address."""
    # Static files come from where the server collects them: pages name them by their hashes.
    thread = LiveServerThread("localhost", static_handler=_StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error is not None:
        raise thread.error
    try:
        yield f"http://localhost:{thread.port}"
    finally:
        thread.terminate()


def complaints(page: Page, path: str) -> list[str]:
    """Return what is wrong with the page that is open: accessibility, and sideways scrolling at any width."""
    found = [f"{path}: {complaint}" for complaint in _accessibility(page)]
    for width in (NARROW, NORMAL, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            found.append(f"{path}: scrolls sideways at {width} px, for it needs {needed}")
    page.set_viewport_size({"width": NORMAL, "height": 900})
    return found


def complaints_in_both(page: Page, path: str) -> list[str]:
    """Return what is wrong with the page that is open, in light and in dark colours.

    In dark only colours are judged: nothing else differs (tests/frontend/test_colours.py). Without motion, for a
    colour that fades is not the one to look at.
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = complaints(page, f"{path}, light")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"{path}, dark: {complaint}" for complaint in _accessibility(page, only=_ON_COLOURS)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def _accessibility(page: Page, *, only: tuple[str, ...] = ()) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        # Evaluated, not added as a script: the pages' own policy would refuse that.
        page.evaluate(_axe())
    options = {"resultTypes": ["violations"], **({"runOnly": only} if only else {})}
    # What is not wrong stays in the page: to hand it over took as long as to find it.
    wrong: list[dict[str, Any]] = page.evaluate(
        "async (options) => (await axe.run(document, options)).violations", options
    )
    return [
        f"{rule['id']}: {rule['help']} at {json.dumps([node['target'] for node in rule['nodes']])}" for rule in wrong
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8") + "\n;0"
