"""Tags and filters of templates."""

import pytest

from theatrum.doors.web.templatetags.theatrum import browser, grouped, identified, status

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome on Linux"),
        (f"{CHROME} Edg/156.0", "Edge on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.1; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on macOS"),
        ("curl/8.1", "curl/8.1"),
        ("", "Unknown"),
    ],
)
def test_browser_is_named_as_people_do(user_agent: str, name: str) -> None:
    assert browser(user_agent) == name


def test_status_has_a_shape_and_a_word() -> None:
    badge = status("invalid")
    assert "icons" in badge
    assert "#invalid" in badge
    assert "Invalid" in badge


def test_status_nobody_knows_is_unknown_and_its_text_harmless() -> None:
    badge = status("<b>", "<script>")
    assert "status--unknown" in badge
    assert "<script>" not in badge


def test_thousands_are_grouped() -> None:
    assert grouped(1234567) == "1\u202f234\u202f567"


def test_identifiers_lead_to_where_they_stand() -> None:
    link = '<a class="value" href="/tools/identifiers?id=HTA201_1_B2">HTA201_1_B2</a>'
    assert identified("HTA201_1_B2") == link
    assert identified("HTA201_1_B2<") == '<span class="value">HTA201_1_B2&lt;</span>'
