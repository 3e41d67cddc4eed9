"""The page about identifiers: anybody is told what one is; who submits for a center reserves the next ones."""

import pytest
from django.test import Client

from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from theatrum.consortium.numbering.models import Reservation
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db

PAGE = "/tools/identifiers"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED = {"center": "HTA201", "kind": "participant", "under": "participant", "participant": "", "count": "2"}


@pytest.fixture
def wrangler() -> Actor:
    admin = make_person("admin", is_administrator=True)
    make_ingest(admin, "HTA201")
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


@pytest.fixture
def browser(wrangler: Actor, client: Client) -> Client:
    client.force_login(User.objects.get(pk=wrangler.id), backend=BACKEND)
    return client


def test_anybody_is_told_what_an_identifier_is() -> None:
    assert f'href="{PAGE}"' in Client().get("/tools").content.decode()
    page = Client().get(f"{PAGE}?id=HTA201_0000_D1").content.decode()
    assert "a data file id of HTA201" in page
    assert "several participants at once" in page
    wrong = Client().get(f"{PAGE}?id=hta201_1<b>").content.decode()
    assert "What to do:" in wrong
    assert "<b>" not in wrong.replace("&lt;b&gt;", "")
    assert 'name="count"' not in page


def test_the_next_ones_are_reserved(browser: Client) -> None:
    assert 'value="HTA201"' in browser.get(PAGE).content.decode()
    first = browser.post(f"{PAGE}/reserve", ASKED).content.decode()
    assert "HTA201_1\nHTA201_2</code>" in first
    assert "HTA201_3\nHTA201_4</code>" in browser.post(f"{PAGE}/reserve", ASKED).content.decode()
    told = browser.get(f"{PAGE}?id=HTA201_3").content.decode()
    assert "Reserved; in use nowhere" in told


def test_what_cannot_be_is_told_in_the_form(browser: Client) -> None:
    for wrong, reason in (
        ({"kind": "biospecimen"}, "numbered under a participant"),
        ({"kind": "biospecimen", "participant": "HTA202_1"}, "no participant of HTA201"),
        ({"count": "0"}, "greater than or equal to 1"),
        ({"center": "HTA202"}, "not one of the available choices"),
    ):
        assert reason in browser.post(f"{PAGE}/reserve", {**ASKED, **wrong}).content.decode()
    assert not Reservation.objects.exists()
    assert Client().post(f"{PAGE}/reserve", ASKED).status_code == 302
