"""A record set in a described folder, whose owner is signed in; with somebody else who may change it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.places import Place, make_place
from tests.factories.records import make_records
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Node

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROWS = b"ID,LAYOUT,NOTE\nHTA201_1,Paired-end,one\nHTA201_2,Single-end,two\nHTA201_3,odd,\n"
EDITOR = (Permission.READ, Permission.DOWNLOAD, Permission.UPDATE)


@dataclass(frozen=True)
class Desk:
    """Who works on what: browsers of anna, who owns the place, and of ben, who may change it."""

    place: Place
    records: Node
    anna: Client
    ben: Client
    ben_actor: Actor

    @property
    def open_at(self) -> str:
        """The address that opens a grid over the record set."""
        return f"/entities/{self.records.public_id}/grid"


@pytest.fixture
def desk(db: None) -> Desk:
    """Make the desk."""
    place = make_place()
    ben = actor_of(make_user("ben"))
    records = make_records(place.owner, place.folder, ROWS, upsertKey=["ID"])
    place.share(records, ben, *EDITOR)
    return Desk(place, records, browser(place.owner), browser(ben), ben)


def browser(actor: Actor) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend=BACKEND)
    return client


Open = Callable[[Client], str]


@pytest.fixture
def opened(desk: Desk) -> Open:
    """Return a function that opens the grid of the record set; it gives the session."""

    def opened(client: Client) -> str:
        answer = client.post(desk.open_at)
        assert answer.status_code == 302, answer.content.decode()
        return answer.headers["Location"].removeprefix("/grid/")

    return opened
