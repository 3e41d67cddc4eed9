"""The page about identifiers: anybody is told what one is; who submits for a center reserves the next ones."""

import pytest
from django.test import Client

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from theatrum.consortium.centers.queries import find_project
from theatrum.consortium.numbering.models import Reservation
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db

PAGE = "/tools/identifiers"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED = {"center": "HTA201", "kind": "participant", "under": "participant", "participants": "", "count": "2"}


@pytest.fixture
def wrangler() -> Actor:
    admin = make_person("admin", is_administrator=True)
    make_ingest(admin, "HTA201", "BulkWESLevel1")
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


def test_under_all_participants_of_a_selection(browser: Client) -> None:
    participants = "HTA201_1\nHTA201_2, HTA201_1\r\n"
    page = browser.post(f"{PAGE}/reserve", {**ASKED, "kind": "biospecimen", "participants": participants})
    assert "HTA201_1_B1\nHTA201_1_B2\nHTA201_2_B1\nHTA201_2_B2</code>" in page.content.decode()
    told = browser.get(f"{PAGE}?id=HTA201_1").content.decode()
    address = "?id=HTA201_1&amp;center=HTA201&amp;participants=HTA201_1&amp;kind=biospecimen#next-title"
    assert f'<a href="{address}">a biospecimen id</a>' in told
    filled = browser.get(PAGE + address.replace("&amp;", "&")).content.decode()
    assert '<option value="biospecimen" selected>' in filled
    assert "HTA201_1</textarea>" in filled.replace("\n", "")
    assert "Number under it" not in Client().get(f"{PAGE}?id=HTA201_1").content.decode()


def test_where_it_stands_leads_to_the_entity(browser: Client, wrangler: Actor) -> None:
    project = find_project(in_force().centers["HTA201"])
    assert project is not None
    folder = folder_at(wrangler, project, "v8_ingest/BulkWESLevel1")
    annotations = {"HTAN_DATA_FILE_ID": {"type": "STRING", "value": ["HTA201_1_D1"]}}
    node = make_entity(
        wrangler, Kind.FILE, "a<b>.fastq", parent=folder, handle=make_handle(wrangler), annotations=annotations
    )
    told = browser.get(f"{PAGE}?id=HTA201_1_D1").content.decode()
    assert f'BulkWESLevel1: <a href="/entities/{node.public_id}">a&lt;b&gt;.fastq</a>' in told
    assert node.public_id not in Client().get(f"{PAGE}?id=HTA201_1_D1").content.decode()


def test_what_cannot_be_is_told_in_the_form(browser: Client) -> None:
    for wrong, reason in (
        ({"kind": "biospecimen"}, "numbered under a participant"),
        ({"kind": "biospecimen", "participants": "HTA201_1 HTA202_1"}, "no participant of HTA201"),
        ({"kind": "biospecimen", "participants": "HTA201_1, HTA201_2", "count": "501"}, "1 to 1000"),
        ({"count": "0"}, "greater than or equal to 1"),
        ({"center": "HTA202"}, "not one of the available choices"),
    ):
        assert reason in browser.post(f"{PAGE}/reserve", {**ASKED, **wrong}).content.decode()
    assert not Reservation.objects.exists()
    assert Client().post(f"{PAGE}/reserve", ASKED).status_code == 302
