"""Messages on the wire: bulk uploads of the Python client send one to their owner at the end."""

import pytest
from django.core import mail

from tests.factories.entities import make_person
from tests.support.wire import Wire, sign_in, upload
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Actor:
    return make_person("ana")


@pytest.fixture
def wire(ana: Actor) -> Wire:
    return sign_in(ana)


def send(wire: Wire, *recipients: object, text: bytes = b"Done.", subject: str = "Upload") -> int:
    body = {"recipients": list(recipients), "subject": subject, "fileHandleId": upload(wire, text)}
    answer = wire.post("/repo/v1/message", body)
    assert answer.status == 201 or answer.reason
    return answer.status


def test_message_to_oneself_is_mailed(ana: Actor, wire: Wire) -> None:
    assert send(wire, ana.id, subject="Upload\nBcc: eve@example.org") == 201
    [message] = mail.outbox
    assert (message.to, message.body) == (["ana@example.org"], "Done.")
    assert message.subject == "Upload Bcc: eve@example.org"


def test_message_to_others_is_for_administrators(ana: Actor, wire: Wire) -> None:
    bob = make_person("bob", is_administrator=True)
    assert send(wire, bob.id) == 403
    assert send(sign_in(bob), ana.id) == 201
    assert len(mail.outbox) == 1


def test_message_that_cannot_be_sent_is_refused(ana: Actor, wire: Wire) -> None:
    root = sign_in(make_person("root", is_administrator=True))
    assert send(root, 99999) == 404
    assert send(wire, "x") == 400
    assert send(wire) == 400
    assert send(wire, ana.id, text=b"\xff") == 400
    assert send(wire, ana.id, text=b"x" * 300_000) == 400
    assert mail.outbox == []


def test_text_of_somebody_else_cannot_be_sent(wire: Wire) -> None:
    bob = make_person("bob")
    body = {"recipients": [str(bob.id)], "subject": "x", "fileHandleId": upload(wire, b"secret")}
    assert sign_in(bob).post("/repo/v1/message", body).status == 403
