"""The page of somebody whom nothing is shared with."""

from collections.abc import Callable

import pytest

from tests.doors.web.conftest import SignIn

pytestmark = pytest.mark.django_db
Show = Callable[[str], str]


def test_home_without_projects_says_what_to_do(sign_in: SignIn, show: Show) -> None:
    sign_in("ben")
    assert "No project is shared with you yet" in show("/")


def test_home_without_projects_tells_an_administrator_how_to_begin(sign_in: SignIn, show: Show) -> None:
    sign_in("ben", is_administrator=True)
    page = show("/")
    assert "There is no project yet" in page
    assert "synapseclient" in page
    assert "Ask them" not in page
