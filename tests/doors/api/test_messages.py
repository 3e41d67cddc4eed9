"""Messages on the wire: bulk uploads of the Python client send one to their owner at the end."""

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_person
from tests.support.screening import run_jobs
from tests.support.wire import Answer, Wire, send_bytes, sign_in, upload
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Token and person, teams, the page with messages, the recipients of all, the number of all.
LIST_QUERIES = 5


@pytest.fixture
def root() -> Actor:
    return make_person("root", is_administrator=True)


def post(wire: Wire, *recipients: object, text: bytes = b"Done.", **fields: object) -> Answer:
    body = {"recipients": [str(each) for each in recipients], "fileHandleId": upload(wire, text), **fields}
    answer = wire.post("/repo/v1/message", body)
    assert answer.status == 201 or answer.reason
    return answer


def test_message_to_oneself_is_mailed_and_kept(ana: Actor, wire: Wire) -> None:
    sent = post(wire, ana.id, subject="Upload\nBcc: everybody").json
    [message] = mail.outbox
    assert (message.to, message.body) == (["ana@example.org"], "Done.")
    assert message.subject == sent["subject"] == "Upload Bcc: everybody"
    assert (sent["createdBy"], sent["recipients"]) == (str(ana.id), [str(ana.id)])
    assert wire.get(f"/repo/v1/message/{sent['id']}").json == sent
    named = wire.get(f"/repo/v1/message/{sent['id']}/file?redirect=false")
    assert send_bytes("GET", named.content.decode()).content == b"Done."


def test_subject_that_may_identify_a_person_is_refused(ana: Actor, wire: Wire) -> None:
    refused = post(wire, ana.id, subject="For ada.byron@hospital.example")
    assert (refused.status, "subject" in refused.reason, "ada" in refused.reason) == (400, True, False)
    assert mail.outbox == []


def test_text_that_may_identify_a_person_is_not_mailed(ana: Actor, wire: Wire) -> None:
    assert post(wire, ana.id, text=b"Ask ada.byron@hospital.example.").status == 201
    [message] = mail.outbox
    assert "may identify a person" in str(message.body)
    assert "ada" not in str(message.body)


def test_message_to_others_is_for_administrators(ana: Actor, wire: Wire, root: Actor) -> None:
    assert post(wire, root.id).status == 403
    assert post(sign_in(root), ana.id).status == 201
    assert len(mail.outbox) == 1


def test_message_that_cannot_be_sent_is_refused(ana: Actor, wire: Wire, root: Actor) -> None:
    other = sign_in(root)
    assert post(other, 99999).status == 404
    assert post(wire, "x").status == 400
    assert post(wire).status == 400
    assert post(wire, ana.id, text=b"\xff").status == 400
    assert post(wire, ana.id, text=b"x" * 300_000).status == 400
    assert post(wire, ana.id, inReplyTo="999").status == 404
    assert mail.outbox == []
    assert wire.get("/repo/v1/message/outbox").json["results"] == []


def test_text_of_somebody_else_cannot_be_sent(wire: Wire) -> None:
    bob = make_person("bob")
    body = {"recipients": [str(bob.id)], "subject": "x", "fileHandleId": upload(wire, b"secret")}
    assert sign_in(bob).post("/repo/v1/message", body).status == 403


def test_a_message_is_open_to_its_sender_and_its_recipients(ana: Actor, wire: Wire, root: Actor) -> None:
    sent = post(sign_in(root), ana.id, subject="Hello").json
    address = f"/repo/v1/message/{sent['id']}"
    assert wire.get(address).json == sign_in(root).get(address).json == sent
    claim = {
        "fileHandleId": sent["fileHandleId"],
        "associateObjectId": sent["id"],
        "associateObjectType": "MessageAttachment",
    }
    batch = {"includePreSignedURLs": True, "includeFileHandles": True, "requestedFiles": [claim]}
    [found] = wire.post("/file/v1/fileHandle/batch", batch).json["requestedFiles"]
    assert send_bytes("GET", found["preSignedURL"]).content == b"Done."
    eve = sign_in(make_person("eve"))
    refused = eve.get(address)
    assert refused.status == 403
    assert refused.reason == f"You are not the sender or receiver of this message ({sent['id']})"
    assert eve.get(f"{address}/file").status == eve.get(f"{address}/conversation").status == 403
    [found] = eve.post("/file/v1/fileHandle/batch", batch).json["requestedFiles"]
    assert found["failureCode"] == "UNAUTHORIZED"
    assert eve.put("/repo/v1/message/status", {"messageId": sent["id"], "status": "READ"}).status == 403
    assert wire.get("/repo/v1/message/999999").status == 404


def test_inbox_tells_what_is_unread(ana: Actor, wire: Wire, root: Actor) -> None:
    first = post(sign_in(root), ana.id, subject="B").json
    second = post(wire, ana.id, subject="A").json
    inbox = wire.get("/repo/v1/message/inbox").json
    assert [each["message"] for each in inbox["results"]] == [second, first]
    assert inbox["totalNumberOfResults"] == 2
    by_subject = wire.get("/repo/v1/message/inbox?orderBy=SUBJECT&descending=false&limit=1&offset=1").json
    assert [each["message"]["subject"] for each in by_subject["results"]] == ["B"]
    assert wire.put("/repo/v1/message/status", {"messageId": first["id"], "status": "READ"}).status == 200
    assert [each["message"] for each in wire.get("/repo/v1/message/inbox").json["results"]] == [second]
    [read] = wire.get("/repo/v1/message/inbox?inboxFilter=READ,ARCHIVED").json["results"]
    assert read["status"] == {"messageId": first["id"], "recipientId": str(ana.id), "status": "READ"}
    # Its sender did not get it.
    refused = sign_in(root).put("/repo/v1/message/status", {"messageId": first["id"], "status": "READ"})
    assert refused.status == 403
    assert wire.get("/repo/v1/message/inbox?inboxFilter=NONE").status == 400
    assert wire.get("/repo/v1/message/inbox?orderBy=NONE").status == 400
    assert Wire().get("/repo/v1/message/inbox").status == 401


def test_replies_make_a_conversation(ana: Actor, wire: Wire, root: Actor) -> None:
    other = sign_in(root)
    first = post(other, ana.id, subject="A").json
    reply = post(wire, ana.id, subject="B", inReplyTo=first["id"]).json
    answer = post(other, ana.id, subject="C", inReplyTo=first["id"]).json
    assert [each["inReplyToRoot"] for each in (first, reply, answer)] == [first["id"]] * 3
    listed = wire.get(f"/repo/v1/message/{answer['id']}/conversation?descending=false").json
    assert [each["subject"] for each in listed["results"]] == ["A", "B", "C"]
    # What went to others alone is not told.
    listed = other.get(f"/repo/v1/message/{first['id']}/conversation?descending=false").json
    assert ([each["subject"] for each in listed["results"]], listed["totalNumberOfResults"]) == (["A", "C"], 2)


def test_queries_do_not_grow_with_messages(
    ana: Actor, wire: Wire, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        post(wire, ana.id)
    for path in ("outbox", "inbox"):
        with django_assert_num_queries(LIST_QUERIES + (path == "inbox")):
            assert len(wire.get(f"/repo/v1/message/{path}").json["results"]) == 3


def test_message_stands_in_the_inbox_and_is_read_in_both_or_neither(ana: Actor, wire: Wire, client: Client) -> None:
    first, second = (post(wire, ana.id, subject=word).json["id"] for word in ("First", "Second"))
    run_jobs("inbox.deliver_event")
    client.force_login(User.objects.get(pk=ana.id), backend=BACKEND)
    notices = {one.event.title: one for one in Notice.objects.filter(user_id=ana.id, topic="message")}
    assert set(notices) == {"First", "Second"}
    assert client.get(f"/inbox/{notices['First'].pk}").headers["Location"] == f"/messages/{first}"
    assert "Done." in client.get(f"/messages/{first}").content.decode()
    assert status_of(wire, first) == "READ"
    client.post(f"/inbox/{notices['First'].pk}/mark", {"as": "unread"})
    assert status_of(wire, first) == "UNREAD"
    assert wire.put("/repo/v1/message/status", {"messageId": second, "status": "ARCHIVED"}).status == 200
    assert Notice.objects.get(pk=notices["Second"].pk).read_on is not None
    client.post("/inbox/read")
    assert (status_of(wire, first), status_of(wire, second)) == ("READ", "ARCHIVED")
    client.force_login(User.objects.get(pk=make_person("ben").id), backend=BACKEND)
    assert client.get(f"/messages/{first}").status_code == 404


def status_of(wire: Wire, message: str) -> str:
    for status in ("UNREAD", "READ", "ARCHIVED"):
        found = wire.get(f"/repo/v1/message/inbox?inboxFilter={status}").json["results"]
        if message in {one["message"]["id"] for one in found}:
            return status
    return ""
