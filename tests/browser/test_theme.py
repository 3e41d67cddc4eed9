"""Light and dark: the system's choice first, the user's choice kept."""

from playwright.sync_api import Page, Route

from hatch_build import BUILT
from tests.support.site import complaints, complaints_in_both

URL = "http://localhost/"
HTML = """<!doctype html><title>Theme</title><link rel="icon" href="data:,">
<script type="module" src="/theme.js"></script><button type="button" data-theme-toggle hidden>Colours</button>"""


def _serve(route: Route) -> None:
    if route.request.url.endswith("/theme.js"):
        route.fulfill(path=BUILT / "theme.js", content_type="text/javascript")
    else:
        route.fulfill(body=HTML, content_type="text/html")


def _shown(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-theme")


def test_theme_chosen_by_button_is_kept(page: Page) -> None:
    page.route("**/*", _serve)
    page.emulate_media(color_scheme="light")
    page.goto(URL)
    assert _shown(page) is None

    page.get_by_role("button", name="Use dark colours").click()
    assert _shown(page) == "dark"

    page.reload()
    assert _shown(page) == "dark"
    page.get_by_role("button", name="Use light colours").click()
    assert _shown(page) is None


def test_theme_follows_the_system_until_chosen(page: Page) -> None:
    page.route("**/*", _serve)
    page.emulate_media(color_scheme="dark")
    page.goto(URL)

    page.get_by_role("button", name="Use light colours").wait_for()
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Use dark colours").wait_for()


def test_words_that_are_pale_in_one_colour_only_are_found_in_that(page: Page) -> None:
    style = ":root { color-scheme: light dark; background: light-dark(white, black); color: light-dark(black, #333) }"
    page.set_content(f'<html lang="en"><title>Pale</title><style>{style}</style><main><h1>Words</h1></main></html>')
    (found,) = complaints_in_both(page, "pale")
    assert found.startswith("pale, dark: color-contrast: ")
    page.emulate_media(color_scheme="dark")
    assert [one.partition(":")[0] for one in complaints(page, "pale in dark")] == ["pale in dark"]
