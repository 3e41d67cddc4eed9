"""A record set in a described folder, whose owner is signed in; with somebody else who may change it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.places import Place, make_place
from tests.factories.records import make_records
from tests.support.holding import Held, held
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


def _make_work() -> tuple[Place, Node, Actor]:
    place = make_place()
    ben = actor_of(make_user("ben"))
    records = make_records(place.owner, place.folder, ROWS, upsertKey=["ID"])
    place.share(records, ben, *EDITOR)
    return place, records, ben


@pytest.fixture(scope="module")
def held_work(request: pytest.FixtureRequest) -> Iterator[Held[tuple[Place, Node, Actor]]]:
    """Hold a place with a record set and somebody else who may change it."""
    with held(request, _make_work) as work:
        yield work


@pytest.fixture
def desk(held_work: Held[tuple[Place, Node, Actor]], request: pytest.FixtureRequest, db: None) -> Desk:
    """Sit down at the desk: both are signed in."""
    place, records, ben = held_work.given(request)
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
