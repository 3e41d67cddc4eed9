"""``theatrum report`` against the server itself: words and files arrive as a ticket, or it is said why not."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django.live_server_helper import LiveServer

from tests.factories.helpdesk import CENTER, Crew, make_crew
from tests.support.wire import Wire, sign_in
from theatrum.client import tokens
from theatrum.client.reporting import server_of
from theatrum.consortium.helpdesk.models import Source, Ticket
from theatrum.doors.cli.main import theatrum

pytestmark = pytest.mark.django_db(transaction=True)
TICKETS = "/repo/v1/theatrum/tickets"


@pytest.fixture
def crew() -> Crew:
    return make_crew()


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / ".synapseConfig"
    monkeypatch.setattr(tokens, "DEFAULT_PATH", place)
    return place


def report(*options: str | Path) -> Result:
    return CliRunner().invoke(theatrum, ["report", *map(str, options)])


def test_a_report_becomes_a_ticket(crew: Crew, live_server: LiveServer) -> None:
    token = sign_in(crew.wrangler).token
    done = report(
        "It breaks off", "--text", "At 40 %.", "--to", live_server.url, "--token", token, "--center", CENTER, "--json"
    )
    assert done.exit_code == 0, done.output
    ticket = Ticket.objects.get()
    assert json.loads(done.output) == {"number": ticket.pk, "url": json.loads(done.output)["url"], "takenOut": []}
    assert (ticket.queue, ticket.source, ticket.center_id) == ("curator", Source.COMMAND, CENTER)
    assert (ticket.reporter_id, ticket.assignee_id) == (crew.wrangler.id, crew.liaison.id)
    assert "Theatrum" in ticket.context


def test_what_is_refused_is_said(crew: Crew, live_server: LiveServer, tmp_path: Path) -> None:
    token = sign_in(crew.wrangler).token
    base = ("--to", live_server.url, "--token", token)
    refused = report("Seen", "--text", "MRN: 00482913", "--queue", "privacy", *base)
    assert refused.exit_code == 1
    assert "without repeating it" in refused.stderr
    assert "00482913" not in refused.stderr
    taken = report("Seen", "--text", "MRN: 00482913", "--queue", "privacy", "--take-out", *base)
    assert "Taken out" in taken.output
    assert Ticket.objects.get().is_private
    assert "has no queue" in report("x", "--text", "y", "--queue", "nothing", *base).stderr
    assert "access token" in report("x", "--text", "y", "--to", live_server.url).stderr
    assert "still holds" in report("x", "--text", "y", "--to", live_server.url, "--token", "wrong").stderr
    assert "Which server" in report("x", "--text", "y").stderr
    assert "no web address" in report("x", "--text", "y", "--to", "dcc").stderr
    assert "no connection" in report("x", "--text", "y", "--to", "http://127.0.0.1:9", "--token", "t").stderr
    empty = tmp_path / "empty.log"
    empty.touch()
    assert "is empty" in report("x", "--text", "y", "--file", empty, *base).stderr


def test_servers_as_people_write_them() -> None:
    assert server_of("https://me:secret@dcc.example.org/repo/v1") == "https://dcc.example.org"
    assert server_of("http://localhost:8080/help") == "http://localhost:8080"


def test_the_wire(crew: Crew) -> None:
    assert Wire().post(TICKETS, {"title": "x", "text": "y"}).status == 401
    wire = sign_in(crew.stranger)
    made = wire.post(TICKETS, {"title": "x", "text": "y", "center": CENTER})
    assert made.status == 201
    assert Ticket.objects.get().center_id == "", "of a center that one does not see nothing is said"
    for body in (
        {"title": "x"},
        {"text": "y"},
        {"title": "x", "text": "y", "queue": "q"},
        {"title": "x" * 300, "text": "y"},
    ):
        assert wire.post(TICKETS, body).status == 400
    assert wire.post(TICKETS, {"title": "x", "text": "y", "fileHandleIds": ["999999"]}).status == 404
