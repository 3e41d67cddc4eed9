"""A place whose owner is signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.places import Place
from theatrum.repository.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def anna(place: Place, client: Client) -> Client:
    """Return a browser in which the owner of the place is signed in."""
    client.force_login(User.objects.get(pk=place.owner.id), backend=BACKEND)
    return client


@pytest.fixture
def show(client: Client) -> Callable[[str], str]:
    """Return a function that gives the text of a page that is there."""

    def show(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    return show
