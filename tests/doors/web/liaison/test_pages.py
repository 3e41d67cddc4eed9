"""Pages of liaisons: overview, letters, notes, publications."""

import pytest
from django.test import Client

from tests.doors.web.conftest import SignIn
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers.assigning import assign_liaison
from theatrum.consortium.events.actions import publish
from theatrum.consortium.liaison.models import Letter, NotesVersion, Publication, Visit
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def liaison(admin: Actor, sign_in: SignIn) -> Actor:
    """Sign in as the liaison of HTA201."""
    person = appointed(admin, actor_of(sign_in("lia")), "data_liaison")
    with writing():
        assign_liaison(actor=admin, profile=in_force(), center_id="HTA201", user_id=person.id)
    return person


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_overview_is_seen_and_cleared(client: Client, admin: Actor, liaison: Actor) -> None:
    """Of the own centers; what was seen is new no more."""
    with writing():
        publish(topic="staged", center_id="HTA201", title="Forty files are staged", link="/tasks", by=admin.id)
        publish(topic="staged", center_id="HTA202", title="Of another center", by=admin.id)
    page = text(client, "/liaison")
    assert "Forty files are staged" in page
    assert "Of another center" not in page
    assert "My centers" in page
    assert client.post("/liaison/seen", {"until": "never"}).status_code == 400
    assert client.post("/liaison/seen", {"until": "2126-11-26T00:00:00+00:00"}).status_code == 302
    assert Visit.objects.filter(user_id=liaison.id).exists()
    assert "Nothing since then" in text(client, "/liaison")


def test_overview_is_for_staff(client: Client, admin: Actor, sign_in: SignIn) -> None:
    """Others are refused, and have no link to it; staff without a center are told so."""
    appointed(admin, actor_of(sign_in("ana")), "center_pi", "HTA201")
    assert client.get("/liaison").status_code == 403
    assert client.get("/liaison/letter").status_code == 403
    assert client.get("/centers/HTA201/notes").status_code == 403
    assert "My centers" not in text(client, "/centers/HTA201/publications")
    client.logout()
    appointed(admin, actor_of(sign_in("curator")), "dcc_curator")
    assert "You guide no center" in text(client, "/liaison")


def test_a_letter_is_seen_before_it_is_sent(client: Client, admin: Actor, liaison: Actor) -> None:
    """With everybody whom it reaches."""
    appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    form = {"centers": ["HTA201"], "title": "Deadline", "text": "It moves."}
    assert client.post("/liaison/letter", {**form, "do": "preview"}).content.decode().count("It reaches 1 person") == 1
    assert not Letter.objects.exists()
    assert (
        "may identify a patient"
        in client.post("/liaison/letter", {**form, "text": "MRN 12345678", "do": "send"}).content.decode()
    )
    assert client.post("/liaison/letter", {**form, "do": "send"}).status_code == 302
    assert Letter.objects.get().sent_by == liaison.id
    assert "Messages that you sent" in text(client, "/liaison")
    assert client.post("/liaison/letter", {**form, "centers": ["HTA202"], "do": "send"}).status_code == 200
    assert Letter.objects.count() == 1


@pytest.mark.usefixtures("liaison")
def test_notes_are_written_shown_and_kept(client: Client) -> None:
    """As safe HTML, with older versions; who was slower keeps their text."""
    assert "Save" in text(client, "/centers/HTA201/notes")
    client.post("/centers/HTA201/notes", {"text": "**Calls** on Monday <script>x</script>", "base": "0"})
    page = text(client, "/centers/HTA201/notes")
    assert "<strong>Calls</strong>" in page
    assert "<script>x" not in page
    client.post("/centers/HTA201/notes", {"text": "Second", "base": "1"})
    answer = client.post("/centers/HTA201/notes", {"text": "Too late", "base": "1"})
    assert answer.status_code == 400
    assert "Too late" in answer.content.decode()
    assert "This is version 1" in text(client, "/centers/HTA201/notes?version=1")
    assert NotesVersion.objects.count() == 2
    assert client.get("/centers/HTA999/notes").status_code == 404


def test_a_center_tells_of_publications(client: Client, admin: Actor, sign_in: SignIn) -> None:
    """Who represents it or submits; others of the center read."""
    appointed(admin, actor_of(sign_in("ana")), "center_pi", "HTA201")
    path = "/centers/HTA201/publications"
    assert "No publication was told of" in text(client, path)
    assert (
        "DOI begins with" in client.post(path, {"title": "An atlas", "doi": "x", "state": "planned"}).content.decode()
    )
    assert client.post(path, {"title": "An atlas", "datasets": "syn12", "state": "planned"}).status_code == 302
    number = Publication.objects.get().pk
    assert "dbGaP" in text(client, path)
    assert "/entities/syn12" in text(client, path)
    form = {"title": "The atlas", "doi": "10.1016/j.cell.2027.01.001", "state": "published", "revision": "1"}
    assert client.post(f"{path}/{number}", form).status_code == 302
    assert "Somebody changed" in client.post(f"{path}/{number}", form).content.decode()
    assert "https://doi.org/10.1016/j.cell.2027.01.001" in text(client, path)
    assert client.get("/centers/HTA202/publications").status_code == 404
    client.logout()
    appointed(admin, actor_of(sign_in("viewer")), "viewer", "HTA201")
    assert "Tell the liaison" not in text(client, path)
    assert client.post(path, {"title": "Mine", "state": "planned"}).status_code == 200
    assert Publication.objects.count() == 1
