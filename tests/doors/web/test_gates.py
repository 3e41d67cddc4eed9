"""Gates on pages: the reason at the place, the page of a refusal, and the administration of excuses."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.onboarding import CLOSING, onboard
from tests.support import gates as support
from theatrum.consortium.curation.actions import create_task
from theatrum.consortium.curation.fields import FILE_BASED, TaskFields
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.models import Excuse
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import TermsOfService, User
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gates() -> Iterator[None]:
    """Ask the gates, as the server does."""
    support.turn_on()
    yield
    support.turn_off()


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend=BACKEND)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_reason_stands_at_the_place_and_offers_are_gone() -> None:
    it = onboard()
    client, leaf = browser(it.wrangler), f"/entities/{it.leaf.public_id}"
    file = make_entity(it.wrangler, Kind.FILE, "a.fastq", parent=it.leaf, handle=make_handle(it.wrangler))
    before = page(client, leaf)
    assert ("theatrum/upload." in before, "Missing:" in before) == (True, False)
    # On the way down nothing is said: files go into the leaves.
    assert "Missing:" not in page(client, f"/entities/{it.ingest.public_id}")
    CLOSING[Gate.PLAN](it)
    after = page(client, leaf)
    assert "theatrum/upload." not in after
    assert f"{it.center_id} may not submit yet." in after
    assert f'href="/centers/{it.center_id}/plan"' in after
    assert "Missing: De-identification plan" in page(client, f"/entities/{file.public_id}")
    assert "Missing:" not in page(browser(it.representative), leaf)
    refused = page(client, f"{leaf}/new-folder", 403)
    assert "Who can change that" in refused
    assert "gates_liaison@example.org" in refused
    assert "onboarding.gate_closed" in refused
    started = client.post(f"{leaf}/uploads", {"name": "b.txt"}, content_type="application/json")
    assert (started.status_code, started.json()["code"]) == (403, "onboarding.gate_closed")


def test_task_about_files_is_taken_over_by_who_fills_its_folder() -> None:
    """The folder itself is not theirs to change."""
    it = onboard()
    about: JsonObject = {"concreteType": FILE_BASED, "uploadFolderId": it.leaf.public_id}
    fields = TaskFields(it.project.id, "Imaging", instructions="", assignee_id=make_person("away").id, properties=about)
    with writing():
        task = create_task(actor=it.admin, fields=fields)
    client, path = browser(it.wrangler), f"/tasks/{task.pk}"
    assert "Take it over" in page(client, path)
    assert "yours now" in sent(client, f"{path}/act", {"verb": "take_over"})
    task.refresh_from_db()
    assert task.assignee_id == it.wrangler.id


def test_what_opens_gates_stays_open_whichever_are_closed() -> None:
    """Terms, quiz, second factor, personnel, checklist, plan, tickets and reports on privacy: by every page of them."""
    it = onboard()
    # Whoever is of the center no more has nothing to do there: those two gates are closed for others.
    for gate in CLOSING.keys() - {Gate.AFFILIATED, Gate.PERSONNEL}:
        CLOSING[gate](it)
    TermsOfService.objects.create(version="9.0.0", text="Be kinder.", published_on=clock.now())
    people, center = browser(it.wrangler), f"/centers/{it.center_id}"
    head = browser(it.representative)
    for client in (people, head):
        assert client.post("/terms/accept", {"version": "9.0.0"}).status_code == 302
    assert people.post("/onboarding/quiz/start").headers["Location"] == "/onboarding/quiz/questions/1"
    address = EmailAddress.objects.get(user_id=it.wrangler.id)
    confirmed = sent(people, "/account/email/", {"action_send": "", "email": address.email})
    assert f"Confirmation email sent to {address.email}" in confirmed
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    assert "Authenticator code" in page(people, "/account/2fa/totp/activate/")
    words = {"title": "It is refused", "text": "I cannot upload."}
    assert "Sent as ticket" in sent(people, "/help/new", {**words, "queue": "curator"})
    assert "Sent as ticket" in sent(people, "/help/privacy", {**words, "queue": "privacy"})
    assert "Version 2" in sent(people, f"{center}/plan/write", {"text": "Dates become days from birth."})
    asked = {"email": "new@example.org", "role": "submitter"}
    assert "new@example.org is invited" in sent(head, f"{center}/people/new", asked)
    answers = {f"answer-c{number}": "yes" for number in range(1, 11)}
    assert "is affirmed" in sent(head, f"{center}/checklist/8", {**answers, "name": "Paula Tester"})
    started = people.post(f"/entities/{it.leaf.public_id}/uploads", {"name": "b"}, content_type="application/json")
    assert started.status_code == 403


def sent(client: Client, path: str, values: dict[str, str]) -> str:
    answer = client.post(path, values, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_parts_are_signed_as_long_as_the_folder_is_open() -> None:
    it = onboard()
    client, leaf = browser(it.wrangler), f"/entities/{it.leaf.public_id}"
    asked = {"name": "b.txt", "contentType": "text/plain", "md5": "0" * 32, "size": 10, "partSize": 5 * 2**20}
    begun = client.post(f"{leaf}/uploads", asked, content_type="application/json").json()
    sign = f"/uploads/{begun['id']}/parts"
    assert client.post(sign, {"parts": [1]}, content_type="application/json").status_code == 200
    CLOSING[Gate.AGREEMENT](it)
    refused = client.post(sign, {"parts": [1]}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "onboarding.gate_closed")


def test_administrators_excuse_and_end() -> None:
    it = onboard()
    CLOSING[Gate.PLAN](it)
    client, path = browser(it.admin), "/administration/gates"
    assert it.center_id in page(client, f"{path}?gate=plan")
    sent = {"whom": it.center_id, "gate": "plan", "reason": "by phone", "until": "2999-01-01"}
    assert client.post(path, sent).status_code == 302
    shown = page(client, path)
    assert "by phone" in shown
    excuse = Excuse.objects.get()
    wrong = client.post(path, {**sent, "whom": "nobody"})
    assert (wrong.status_code, "nobody" in wrong.content.decode()) == (200, True)
    assert client.post(f"{path}/excuses/{excuse.pk}/end").status_code == 302
    assert "by phone" not in page(client, path)
    # Staff looks, and does not excuse; people of centers see nothing of it.
    assert "Excuse somebody" not in page(browser(it.liaison), path)
    assert browser(it.liaison).post(f"{path}/excuses/{excuse.pk}/end").status_code == 403
    page(browser(it.wrangler), path, 403)
