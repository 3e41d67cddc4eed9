"""The page of a grid: what the island is told, whose styles are let in, and who is not."""

import re

import pytest

from tests.doors.web.grids.conftest import browser
from tests.factories.entities import make_person
from tests.factories.grids import bind, make_sheet, open_grid

pytestmark = pytest.mark.django_db


def test_the_island_is_told_where_it_is() -> None:
    ann, node = make_sheet()
    bind(node)
    session = open_grid(ann, node).session_id
    answer = browser(ann).get(f"/grid/{session}")
    content = answer.content.decode()
    assert answer.status_code == 200
    for told in (
        f'data-session="{session}"',
        'data-socket="/live/grid"',
        f'data-ticket="/grid/{session}/ticket"',
        f'data-person="{ann.id}"',
        'data-kind="my.organization-people"',
        'name="csrfmiddlewaretoken"',
    ):
        assert told in content


def test_styles_are_let_in_by_a_word_of_one_answer() -> None:
    ann, node = make_sheet()
    session = open_grid(ann, node).session_id
    found = set()
    for _ in range(2):
        answer = browser(ann).get(f"/grid/{session}")
        policy = answer.headers["Content-Security-Policy"]
        nonce = re.search(r'<meta name="csp-nonce" content="([^"]+)">', answer.content.decode())
        assert nonce is not None
        assert f"style-src 'self' 'nonce-{nonce[1]}'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        found.add(nonce[1])
    assert len(found) == 2


def test_a_grid_of_somebody_else_is_not_shown() -> None:
    ann, node = make_sheet()
    session = open_grid(ann, node).session_id
    assert browser(make_person("eve")).get(f"/grid/{session}").status_code == 403
    assert browser(ann).get("/grid/nothing").status_code == 404
