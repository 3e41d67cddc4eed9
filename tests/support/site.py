"""The pages, served from the test's process, and what every page must hold to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.test.testcases import LiveServerThread, _StaticFilesHandler
from playwright.sync_api import Page

from hatch_build import FRONTEND

AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
NARROW, NORMAL, WIDE = 360, 1280, 2560


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


def _accessibility(page: Page) -> list[str]:
    # Evaluated, not added as a script: the pages' own policy would refuse that.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {rule['help']} at {json.dumps([node['target'] for node in rule['nodes']])}"
        for rule in result["violations"]
    ]
