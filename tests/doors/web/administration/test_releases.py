"""The page on which the DCC opens, closes and extends releases."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.calendar.actions import set_dates
from theatrum.consortium.calendar.schedules import ReleaseDates
from theatrum.consortium.calendar.windows import State, here_today, standing_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db
PAGE = "/administration/releases"


def _in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend=BACKEND)
    return client


def _posted(client: Client, **said: str) -> str:
    answer = client.post(PAGE, {"release": "8", **said}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().split())


def test_a_release_is_extended_closed_and_opened() -> None:
    admin, today = make_person("admin", is_administrator=True), here_today()
    with writing():
        set_dates(actor=admin, release=8, dates=ReleaseDates(today - timedelta(days=9), today - timedelta(days=1)))
    client, until = _in(admin), today + timedelta(days=2)
    assert "Release 8 took data until the end of" in client.get(PAGE).content.decode()
    assert "Say until the end of which day" in _posted(client, verb="extend", center="HTA201")
    page = _posted(client, verb="extend", center="HTA201", until=until.isoformat(), reason="the scanner was repaired")
    assert "HTA201: Release 8 takes data until the end of" in page
    assert "the scanner was repaired" in page
    assert standing_of(8, "HTA202").state is State.OVER
    assert "extend it" in _posted(client, verb="open")
    assert "was closed by the DCC" in _posted(client, verb="close", center="HTA201", reason="all data is in")
    assert standing_of(8, "HTA201").state is State.CLOSED
    _posted(client, verb="extend", center="HTA202", until=until.isoformat())
    assert "Close HTA202, too" in client.get(PAGE).content.decode()
    page = _posted(client, verb="close", reason="all data is in")
    assert "Not closed, as they were opened or extended alone: HTA202." in page
    assert standing_of(8, "HTA202").state is State.OPEN
    assert "Not closed" not in _posted(client, verb="close", reason="all data is in", also="on")
    assert standing_of(8, "HTA202").state is State.CLOSED
    assert "Close HTA202, too" not in client.get(PAGE).content.decode()
    assert 'value="HTA202" selected' in client.get(f"{PAGE}?center=HTA202").content.decode()


def test_staff_looks_and_others_do_not() -> None:
    admin = make_person("admin", is_administrator=True)
    liaison = _in(appointed(admin, make_person("liaison"), "data_liaison"))
    assert "Extend</button>" not in liaison.get(PAGE).content.decode()
    assert liaison.post(PAGE, {"release": "8", "verb": "close", "reason": "x"}).status_code == 200
    assert standing_of(8, "").state is not State.CLOSED
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    assert _in(wrangler).get(PAGE).status_code == 403
