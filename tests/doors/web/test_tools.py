"""The tools are open to anybody, and found from the navigation."""

import json
import re

import pytest
from django.test import Client

from theatrum.checks.dates.codes import CODES
from theatrum.checks.dates.problems import TOLD

pytestmark = pytest.mark.django_db


def test_tools_are_listed_for_anybody() -> None:
    page = Client().get("/tools").content.decode()
    assert 'href="/tools/dates"' in page
    assert '<a href="/tools" aria-current="page">Tools</a>' in page


def test_dates_page_knows_the_attributes_and_the_words() -> None:
    page = Client().get("/tools/dates").content.decode()
    assert "<option>AGE_IN_DAYS_AT_DIAGNOSIS</option>" in page
    assert 'data-prefix="^AGE_IN_DAYS_" data-cap="32850" data-indexed-below="3650"' in page
    words = re.search(r'<script id="dates-words" type="application/json">(.*?)</script>', page)
    assert words is not None
    assert json.loads(words[1]) == {code: list(told) for code, told in TOLD.items()}


def test_the_dates_page_takes_no_dates() -> None:
    """The form has no address and its fields no names: nothing could be sent, with or without the script."""
    page = Client().get("/tools/dates").content.decode()
    form = page[page.index("<form") : page.index("</form>")]
    assert "action=" not in form
    assert " name=" not in form


def test_every_word_is_of_a_documented_code() -> None:
    assert set(TOLD) <= set(CODES)
