"""Refused pages: they name one's liaison and the way to ask, and tell nothing of what is refused."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_person
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db
As = Callable[[Actor], Client]


@pytest.fixture
def enter() -> As:
    def entered(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(id=actor.id), backend=BACKEND)
        return client

    return entered


def test_who_may_not_see_an_entity_learns_whom_to_ask(enter: As) -> None:
    admin = make_person("admin", is_administrator=True)
    liaison = appointed(admin, make_person("lee"), "data_liaison")
    wrangler = appointed(admin, make_person("wanda"), "data_wrangler", "HTA201")
    with writing():
        assign_liaison(actor=admin, profile=in_force(), center_id="HTA201", user_id=liaison.id)
    hidden = make_entity(admin, Kind.PROJECT, "Secret project of HTA209")
    client = enter(wrangler)
    for path, status in (
        (f"/entities/{hidden.public_id}", 403),
        (f"/entities/{hidden.public_id}/wiki", 403),
        ("/entities/syn999999", 404),
    ):
        answer = client.get(path)
        html = answer.content.decode()
        assert answer.status_code == status
        assert "lee@example.org" in html
        assert "for HTA201" in html
        assert "Secret" not in html
        address = html.partition('href="/help/new?')[2].partition('"')[0].replace("&amp;", "&")
        assert "queue=access" in address
        ticket = client.get(f"/help/new?{address}")
        assert ticket.status_code == 200
        assert "Secret" not in ticket.content.decode()
        assert path.split("/")[2] in ticket.content.decode()
    other = enter(make_person("otto")).get(f"/entities/{hidden.public_id}").content.decode()
    assert "lee@example.org" not in other
    assert "The coordinating center decides" in other
    assert "Request access" not in client.get("/nothing/here").content.decode()
    assert Client().get(f"/entities/{hidden.public_id}").status_code == 302
