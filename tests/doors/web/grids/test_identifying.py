"""The rules by which a page looks at cells: for who may use the grid, kept until they change, none where none hold."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.doors.web.grids.conftest import BACKEND, Desk
from tests.factories.accounts import make_user
from tests.support import screening
from theatrum.repository.grids.models import Workspace


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    """Screen texts in these tests."""
    screening.turn_on_texts()
    yield
    screening.turn_off_texts()


def _address(desk: Desk) -> str:
    desk.anna.post(desk.open_at)
    return f"/grid/{Workspace.objects.order_by('-id')[0].session_id}/identifying"


def test_rules_are_answered_once_and_kept_until_they_change(desk: Desk) -> None:
    address = _address(desk)
    answer = desk.anna.get(address)
    rules = answer.json()
    assert set(rules["columns"]) == {"0", "1", "2"}
    assert rules["calling"]["1"] == [7, 10]
    assert any(one["blocks"] for one in rules["writings"])
    assert answer["Cache-Control"] == "private, no-cache"
    assert desk.anna.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    Workspace.objects.update(column_names=["ID", "LAYOUT", "DATE_OF_VISIT"])
    changed = desk.anna.get(address, headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200
    assert len(changed.json()["columns"]["2"]["writings"]) > len(rules["columns"]["2"]["writings"])


def test_they_are_for_who_may_use_the_grid(desk: Desk) -> None:
    address = _address(desk)
    assert desk.ben.get(address).status_code == 200
    stranger = Client()
    stranger.force_login(make_user("stranger"), backend=BACKEND)
    assert stranger.get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_where_nothing_is_screened_there_are_none(desk: Desk) -> None:
    screening.turn_off_texts()
    assert desk.anna.get(_address(desk)).json()["columns"] == {}
