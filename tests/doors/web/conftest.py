"""People who look at pages."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.factories.accounts import PASSWORD, make_user
from theatrum.repository.accounts.models import User

SignIn = Callable[..., User]


@pytest.fixture(autouse=True)
def _as_installed(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Send mail as installed (Django's test runner would keep it to itself), and forget limits on sign-in."""
    settings.EMAIL_BACKEND = "theatrum.drivers.mail.backend.EmailBackend"
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        cache.clear()


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    """Return a function that opens an account and signs it in through the page."""

    def sign_in(name: str = "anna", *, is_administrator: bool = False, must_change_password: bool = False) -> User:
        user = make_user(name, is_administrator=is_administrator, must_change_password=must_change_password)
        answer = client.post("/account/login/", {"login": name, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return user

    return sign_in
