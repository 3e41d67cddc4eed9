"""Webhooks: signed, sent again until they are taken, never into our own network."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.factories.entities import make_person
from tests.support.screening import run_jobs
from theatrum.consortium.centers.errors import NotEntitled
from theatrum.consortium.events.actions import publish
from theatrum.consortium.events.models import Event
from theatrum.consortium.notices.errors import AddressIsRefused, TopicNotFound, WebhookIsInvalid
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.webhooks import actions, guarding, sending, signing
from theatrum.consortium.notices.webhooks.actions import WebhookFields
from theatrum.consortium.notices.webhooks.bodies import body_of
from theatrum.consortium.notices.webhooks.models import Delivery, DeliveryState, Webhook
from theatrum.consortium.notices.webhooks.posting import post
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db

OUTSIDE = "93.184.216.34"
# What an attacker writes to reach this machine, its network, or the metadata of a cloud.
HOSTILE = (
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://0.0.0.0:8080/",
    "http://10.0.0.7/",
    "http://172.16.3.4/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fec0::1]/",
    "http://[5f00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://①②⑦.⓪.⓪.①/",
    "http://localhost/",
    "http://LOCALHOST./",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "javascript:alert(1)",
    "//example.org/",
    "example.org/hook",
    "http://",
    "http:///path",
    "http://example.org:99999/",
    "http://user:secret@example.org/",
    "http://example.org@127.0.0.1/",
    "http://127.0.0.1\\@example.org/",
    "http://exa mple.org/",
    "http://example.org/\r\nHost: evil",
    "http://a..b/",
    "http://[::1",
)


@dataclass
class Receiver:
    """A program that takes messages, or answers as a test wants it to."""

    url: str
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A real server of this machine, that the setting lets webhooks reach."""
    known: list[Receiver] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library names it so
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known[0].got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(known[0].status)
            for name, value in known[0].headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        port = server.server_address[1]
        known.append(Receiver(f"http://127.0.0.1:{port}/hook?from=dcc"))
        allow(monkeypatch, f"127.0.0.1:{port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield known[0]
        server.shutdown()
        thread.join()


def allow(monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    changed = installation.settings().model_copy(update={"webhook_hosts": hosts})
    monkeypatch.setattr(installation, "settings", lambda: changed)


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


def make(admin: Actor, url: str, *topics: str) -> Webhook:
    with writing():
        return actions.create_webhook(actor=admin, fields=WebhookFields("Tracker", url, topics))


def tell(topic: str = "staged") -> Event:
    with writing():
        publish(
            topic=topic,
            center_id="HTA201",
            release=8,
            subject_kind="entity",
            subject_id="12",
            title="Ana staged a thing",
            text="Some words.",
            link="/entities/syn12",
            by=1,
        )
    run_jobs("webhooks.fan_out", "webhooks.send")
    return Event.objects.latest("pk")


def test_a_receiver_gets_a_signed_message_once(admin: Actor, receiver: Receiver) -> None:
    """It can be checked by the secret alone, says what and where, and neither title nor text."""
    webhook = make(admin, receiver.url, "staged")
    event = tell()
    assert sending.fan_out(event.pk) == 0
    run_jobs("webhooks.send")
    ((headers, body),) = receiver.got
    key = base64.b64decode(signing.secret_of(webhook).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    told = json.loads(body)
    assert (told["type"], told["data"]["center"], told["data"]["release"]) == ("staged", "HTA201", 8)
    assert told["data"]["subject"] == {"kind": "entity", "id": "12"}
    assert told["data"]["link"].endswith("/entities/syn12")
    assert b"Ana" not in body
    assert b"words" not in body
    assert headers["host"] == receiver.url.split("/")[2]
    assert Delivery.objects.get().state == DeliveryState.TAKEN


def test_no_person_is_told_of(admin: Actor) -> None:
    event = Event(topic="onboarding", subject_kind="person", subject_id=str(admin.id), at=clock.now(), pk=1)
    assert json.loads(body_of(event))["data"]["subject"] is None
    assert str(admin.id).encode() not in body_of(event)


def test_topics_that_are_not_wanted_are_not_sent(admin: Actor, receiver: Receiver) -> None:
    """None at all means all."""
    make(admin, receiver.url, "released")
    make(admin, receiver.url)
    tell("staged")
    assert len(receiver.got) == 1


def failing(admin: Actor, receiver: Receiver) -> tuple[Webhook, Delivery]:
    """Return a webhook whose receiver refuses, and a delivery that was tried once."""
    webhook = make(admin, receiver.url)
    receiver.status = 503
    with writing():
        publish(topic="staged", title="A thing", by=1)
    run_jobs(sending.FAN_OUT)
    delivery = Delivery.objects.latest("pk")
    Job.objects.filter(name=sending.SEND).delete()
    assert not sending.send(delivery.pk)
    delivery.refresh_from_db()
    return webhook, delivery


def test_a_failure_is_tried_again_with_growing_waits(admin: Actor, receiver: Receiver) -> None:
    """Until it is taken: each time later, and the same message."""
    webhook, delivery = failing(admin, receiver)
    waits = []
    for _ in range(2):
        # A worker leaves it alone until then.
        (wanted, _) = Job.objects.filter(name=sending.SEND, not_before__isnull=False).delete()
        assert wanted == 1
        assert delivery.tried_on is not None
        waits.append(delivery.next_on - delivery.tried_on if delivery.next_on else timedelta())
        sending.send(delivery.pk)
        delivery.refresh_from_db()
    assert waits == list(sending.WAITS[:2])
    assert list(sending.WAITS) == sorted(sending.WAITS)
    assert (delivery.status, delivery.problem) == (503, "The receiver refused it.")
    receiver.status = 200
    assert sending.send(delivery.pk)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    webhook.refresh_from_db()
    assert webhook.failing_since is None
    assert not sending.send(delivery.pk)


def test_a_webhook_that_takes_nothing_for_long_is_turned_off_with_a_notice(
    admin: Actor, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who made it is told; on again, what waited is sent, and what has failed can be sent again."""
    webhook, delivery = failing(admin, receiver)
    later = clock.now() + sending.GIVE_UP_AFTER + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _ in sending.WAITS:
        sending.send(delivery.pk)
    run_jobs("inbox.deliver_event")
    webhook.refresh_from_db()
    assert not webhook.is_on
    assert Notice.objects.filter(topic="webhook", user_id=admin.id).count() == 1
    assert not sending.send(delivery.pk)
    with pytest.raises(WebhookIsInvalid), writing():
        actions.resend(actor=admin, webhook_id=webhook.pk, delivery_id=delivery.pk)
    receiver.status = 200
    with writing():
        actions.switch_webhook(actor=admin, webhook_id=webhook.pk, is_on=True)
        actions.resend(actor=admin, webhook_id=webhook.pk, delivery_id=delivery.pk)
    assert sending.send(delivery.pk)


def test_attempts_end(admin: Actor, receiver: Receiver) -> None:
    """After the last wait it has failed."""
    _, delivery = failing(admin, receiver)
    for _ in sending.WAITS:
        sending.send(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, len(sending.WAITS) + 1)
    assert delivery.next_on is None


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    """Not even to where a message might go."""
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    assert post(receiver.url, body=b"{}", headers={}) == (307, "Redirects are not followed.")
    assert len(receiver.got) == 1


@pytest.mark.parametrize("url", HOSTILE)
def test_nothing_is_sent_into_our_own_network(url: str) -> None:
    """Neither kept nor asked: whatever way the address is written in."""
    status, problem = post(url, body=b"{}", headers={})
    assert status is None
    assert "Nothing is sent to this address" in problem


def test_hostile_literals_are_refused_when_they_are_written_down(admin: Actor) -> None:
    """Names are judged when they are resolved."""
    kept = []
    for url in HOSTILE:
        try:
            kept.append(make(admin, url).url)
        except AddressIsRefused:
            continue
    assert kept == ["http://localhost/", "http://LOCALHOST./"]


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name lead to these addresses, one after the other; returns what was connected to."""
    connected: list[str] = []
    real = socket.getaddrinfo

    def lead(host: str, port: int | None, *args: object, **others: object) -> list[object]:
        if others.get("flags") == socket.AI_NUMERICHOST:
            return real(host, port, *args, **others)  # type: ignore[arg-type, return-value]  # handed on as it came
        found = addresses if not connected else ("127.0.0.1",)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    def connect(address: tuple[str, int], **_: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lead)
    monkeypatch.setattr(socket, "create_connection", connect)
    return connected


def test_a_name_is_connected_to_at_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it leads to a moment later."""
    connected = resolving(monkeypatch, OUTSIDE)
    assert post("https://example.org/", body=b"{}", headers={}) == (None, "No answer: ConnectionRefusedError.")
    assert connected == [OUTSIDE]


def test_one_address_inside_refuses_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though another is out in the world."""
    connected = resolving(monkeypatch, OUTSIDE, "10.0.0.1")
    status, problem = post("https://example.org/", body=b"{}", headers={})
    assert (status, connected) == (None, [])
    assert "example.org" in problem


def test_the_setting_lets_a_receiver_inside_be_reached_and_no_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    """By host, or by host and port."""
    allow(monkeypatch, "10.0.0.7:8000, hooks.intra, 169.254.169.254")
    assert guarding.parse_target("http://10.0.0.7:8000/").port == 8000
    for url in ("http://10.0.0.7/", "http://169.254.169.254/", "http://10.0.0.8:8000/"):
        with pytest.raises(AddressIsRefused):
            guarding.parse_target(url)
    resolving(monkeypatch, "192.168.0.9")
    assert guarding.resolve("http://hooks.intra/").address == "192.168.0.9"
    resolving(monkeypatch, "169.254.169.254")
    with pytest.raises(AddressIsRefused):
        guarding.resolve("http://hooks.intra/")


def test_only_administrators_set_webhooks_up(admin: Actor) -> None:
    """Their secrets differ, change, and are in no row."""
    with pytest.raises(NotEntitled):
        make(make_person("ana"), f"https://{OUTSIDE}/")
    with pytest.raises(TopicNotFound):
        make(admin, f"https://{OUTSIDE}/", "gossip")
    one, other = make(admin, f"https://{OUTSIDE}/"), make(admin, f"https://{OUTSIDE}/")
    before = signing.secret_of(one)
    assert before != signing.secret_of(other)
    with writing():
        renewed = actions.renew_secret(actor=admin, webhook_id=one.pk)
    assert signing.secret_of(renewed) != before
    assert not any(before.endswith(str(value)) for value in Webhook.objects.values_list("salt", flat=True))
    with writing():
        actions.delete_webhook(actor=admin, webhook_id=one.pk)
    assert Webhook.objects.count() == 1
