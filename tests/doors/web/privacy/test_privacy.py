"""The pages of those who review, and of those whom an incident concerns."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.consortium.screening.conftest import Office, add_file, make_office
from tests.factories.accounts import PASSWORD
from tests.support import screening
from tests.support.screening import run_jobs
from tests.support.slides import SCANNER, slide
from theatrum.consortium.screening.models import Allowance, Decision, Incident, Screening, State
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import queries as audit
from theatrum.repository.files.models import FileHandle

pytestmark = pytest.mark.django_db

PLANTED = "rosalind.quux@hospital.example"


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    screening.turn_on()
    yield
    screening.turn_off()


@pytest.fixture
def office() -> Office:
    return make_office()


def as_person(actor: Actor) -> Client:
    """Return the browser of somebody who is signed in."""
    client, user = Client(), User.objects.get(pk=actor.id)
    user.set_password(PASSWORD)
    user.save()
    answer = client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def held(office: Office, *numbers: int) -> list[FileHandle]:
    handles = [add_file(office, slide(number), name=f"slide_{number}.svs")[0] for number in numbers]
    run_jobs("screening.screen")
    return handles


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def decide(client: Client, verb: str, *handles: FileHandle, **more: str) -> str:
    sent = {"verb": verb, "file": [str(one.pk) for one in handles], "reason": "A machine's number."} | more
    answer = client.post("/privacy/decide", sent, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_queue_shows_shapes_and_places_and_no_values(office: Office) -> None:
    one, _ = held(office, 1, 2)
    page = text_of(as_person(office.privacy), "/privacy")
    assert "ScanScope ID" in page
    assert "x9" in page
    assert "HTA201" in page
    assert "2 files: device" in page
    assert SCANNER not in page
    assert SCANNER not in text_of(as_person(office.privacy), f"/privacy/files/{one.pk}")


@pytest.mark.parametrize("address", ["/privacy", "/privacy/rules", "/privacy/files/{}", "/privacy/files/{}/pictures/0"])
def test_pages_are_for_reviewers(office: Office, address: str) -> None:
    (one,) = held(office, 1)
    place = address.format(one.pk)
    assert as_person(office.wrangler).get(place).status_code == 403
    assert Client().get(place).status_code == 302
    assert 'href="/privacy"' not in text_of(as_person(office.wrangler), "/")
    assert 'href="/privacy"' in text_of(as_person(office.privacy), "/")


def test_decision_from_the_page_and_back(office: Office) -> None:
    one, two, three = held(office, 1, 2, 3)
    client = as_person(office.privacy)
    assert "Allowed: 2 files" in decide(client, "allow", one, two)
    assert set(Screening.objects.filter(state=State.ALLOWED).values_list("pk", flat=True)) == {one.pk, two.pk}
    batch = Decision.objects.values_list("batch", flat=True)[0]
    answer = client.post(f"/privacy/decisions/{batch}/undo", follow=True)
    assert "Taken back: 2 files" in answer.content.decode()
    assert Screening.objects.filter(state=State.HELD).count() == 3
    assert "Rejected: 1 file." in decide(client, "reject", three)
    assert "Locked: 1 file, with incident" in decide(client, "report", one)
    assert Incident.objects.get().files.get().handle_id == one.pk


def test_rule_from_the_page_and_its_end(office: Office) -> None:
    (one,) = held(office, 1)
    client = as_person(office.privacy)
    until = (clock.now().date() + timedelta(days=9)).isoformat()
    assert f"until {until}" in decide(client, "always_shape", one, until=until)
    rule = Allowance.objects.get()
    assert "A machine&#x27;s number." in text_of(client, "/privacy/rules")
    assert "has ended" in client.post(f"/privacy/rules/{rule.pk}/revoke", follow=True).content.decode()
    assert "No rules" in text_of(client, "/privacy/rules")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"file": ["x"], "verb": "allow", "reason": "r"}, "Choose files by the boxes"),
        ({"file": ["9" * 30], "verb": "allow", "reason": "r"}, "Choose files by the boxes"),
        ({"verb": "allow", "reason": "r"}, "Choose at least one file"),
        ({"file": ["4711"], "verb": "allow", "reason": "r"}, "no screening of file 4711"),
        ({"file": ["4711"], "verb": "explode", "reason": "r"}, "Press one of the buttons"),
        ({"file": ["4711"], "verb": "always_shape", "reason": "r", "until": "soon"}, "as a date"),
        ({"file": ["4711"], "verb": "allow", "reason": " "}, "Say why"),
    ],
)
def test_what_a_form_must_say(office: Office, sent: dict[str, object], told: str) -> None:
    answer = as_person(office.privacy).post("/privacy/decide", sent, follow=True)
    assert answer.status_code == 200
    assert told in answer.content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_elsewhere(office: Office, wanted: str) -> None:
    answer = as_person(office.privacy).post("/privacy/decide", {"verb": "allow", "next": wanted})
    assert answer["Location"] == "/privacy"


def test_label_is_shown_to_the_reviewer_and_remembered(office: Office) -> None:
    handle, _ = add_file(office, slide(1, label=True), name="slide_1.svs")
    run_jobs("screening.screen")
    client = as_person(office.privacy)
    page = text_of(client, "/privacy")
    address = re.search(r'<img src="([^"]+)"', page)
    assert address is not None
    answer = client.get(address[1])
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "no-store" in answer["Cache-Control"]
    assert audit.events_about("filehandle", handle.pk)[0].action == "label_shown"
    assert client.get(f"/privacy/files/{handle.pk}/pictures/99").status_code == 404


def test_incident_is_led_from_its_page(office: Office) -> None:
    handle, node = add_file(office, f"A,B\n1,{PLANTED}\n".encode(), name="plain.csv")
    run_jobs("screening.screen", "screening.tell")
    incident = Incident.objects.get()
    officer, center = as_person(office.privacy), as_person(office.wrangler)
    for client in (officer, center):
        page = text_of(client, f"/privacy/incidents/{incident.pk}")
        assert "email" in page
        assert PLANTED not in page
        assert str(incident.pk) in text_of(client, "/privacy/incidents")
    assert "Delete the content" not in text_of(center, f"/privacy/incidents/{incident.pk}")
    assert (
        "Only" in center.post(f"/privacy/incidents/{incident.pk}/act", {"verb": "purge"}, follow=True).content.decode()
    )
    told = officer.post(
        f"/privacy/incidents/{incident.pk}/act", {"verb": "false_alarm", "reason": "An address of a list."}, follow=True
    )
    assert "False alarm" in told.content.decode()
    assert Screening.objects.get(pk=handle.pk).state == State.ALLOWED
    assert "De-identification" not in text_of(center, f"/entities/{node.public_id}")


def test_incident_of_others_is_not_there(office: Office) -> None:
    add_file(office, f"A,B\n1,{PLANTED}\n".encode(), name="plain.csv")
    run_jobs("screening.screen", "screening.tell")
    incident = Incident.objects.get()
    stranger = as_person(office.stranger)
    assert stranger.get(f"/privacy/incidents/{incident.pk}").status_code == 404
    assert "No incidents" in text_of(stranger, "/privacy/incidents")
    assert stranger.post(f"/privacy/incidents/{incident.pk}/act", {"verb": "close"}).status_code == 404


def test_page_of_the_file_says_what_to_do(office: Office) -> None:
    handle, node = add_file(office, slide(1), name="slide_1.svs")
    assert "Waits for screening" in text_of(as_person(office.member), f"/entities/{node.public_id}")
    run_jobs("screening.screen")
    page = text_of(as_person(office.wrangler), f"/entities/{node.public_id}")
    assert "Held for review" in page
    assert "ScanScope ID" in page
    assert SCANNER not in page
    assert f"/privacy/files/{handle.pk}" in text_of(as_person(office.privacy), f"/entities/{node.public_id}")


def test_queries_of_the_queue_do_not_grow_with_the_files(office: Office) -> None:
    held(office, 1, 2)
    client = as_person(office.privacy)
    client.get("/privacy")
    with CaptureQueriesContext(connection) as few:
        client.get("/privacy")
    held(office, 3, 4, 5, 6)
    with CaptureQueriesContext(connection) as many:
        client.get("/privacy")
    assert len(many) == len(few)
