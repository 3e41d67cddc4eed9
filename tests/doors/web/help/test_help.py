"""Pages of the help desk: written, answered and handled by the forms that people send."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity
from tests.factories.helpdesk import CENTER, Crew, make_crew
from tests.factories.records import make_records
from tests.support import screening
from tests.support.wire import sign_in, upload
from theatrum.consortium.curation.actions import adopt_session, create_task
from theatrum.consortium.curation.fields import RECORD_BASED, TaskFields
from theatrum.consortium.helpdesk.knocking import MOST_FROM_ONE
from theatrum.consortium.helpdesk.models import Attachment, EntryKind, State, Ticket
from theatrum.doors.web.errors import server_error
from theatrum.doors.web.pages.help.page_facts import facts_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)
As = Callable[[Actor], Client]


@pytest.fixture
def crew() -> Crew:
    return make_crew()


@pytest.fixture
def sign_in_as() -> As:
    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(User.objects.get(id=actor.id), backend=BACKEND)
        return client

    return signed_in


def show(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def told(client: Client, path: str, sent: dict[str, Any]) -> str:
    return client.post(path, sent, follow=True).content.decode()


WORDS = {"queue": "curator", "title": "The grid stays empty", "text": "I open it and see **nothing**."}


@pytest.mark.requirement("R147")
def test_a_problem_is_reported_from_a_page_and_solved(crew: Crew, sign_in_as: As) -> None:
    project = make_ingest(crew.admin, CENTER, "BulkWESLevel1")
    folder = folder_at(crew.admin, project, "v8_ingest/BulkWESLevel1")
    center, desk = sign_in_as(crew.wrangler), sign_in_as(crew.liaison)
    page = show(center, f"/entities/{folder.public_id}")
    assert f"page={quote(f'/entities/{folder.public_id}', safe='')}" in page
    asked = show(center, f"/help/new?queue=curator&page=/entities/{folder.public_id}&error=grid.stale+412")
    assert f'value="{project.public_id}"' in asked
    assert f'value="{folder.public_id}"' in asked
    assert "grid.stale 412" in asked
    answers = {"asked-project": project.public_id, "asked-steps": "1. Open\n2. Look"}
    sent = {**WORDS, **answers, "page": f"/entities/{folder.public_id}", "error": "grid.stale 412", "with_known": "1"}
    ticket_page = told(center, "/help/new", sent)
    ticket = Ticket.objects.get()
    assert (ticket.center_id, ticket.assignee_id, ticket.queue) == (CENTER, crew.liaison.id, "curator")
    assert ticket.context["Project ID"] == project.public_id
    assert ticket.context["Last error"] == "grid.stale 412"
    assert "<strong>nothing</strong>" in ticket_page

    assert "The grid stays empty" in show(desk, "/help/desk?assignee=me")
    say, act = f"/help/tickets/{ticket.pk}/say", f"/help/tickets/{ticket.pk}/act"
    assert "Waits for who asked" in told(desk, say, {"verb": "say", "text": "Which browser?", "then": "ask"})
    told(desk, say, {"verb": "note", "text": "Seen before."})
    mine = show(center, f"/help/tickets/{ticket.pk}")
    assert "Which browser?" in mine
    assert "Seen before." not in mine
    assert "Give to" not in mine
    assert "In work" in told(center, say, {"verb": "say", "text": "Firefox."})
    assert "Solved" in told(center, act, {"verb": "solve"})
    assert "Nothing is open" in show(center, "/help")
    assert "The grid stays empty" in show(center, "/help?state=ended")
    assert "Reopened" in told(desk, act, {"verb": "reopen"})
    for nonsense in ({"verb": "x"}, {"verb": "join", "other": "zwei"}, {"verb": "assign", "user": "9" * 17}):
        assert "message--error" in told(desk, act, nonsense)


def test_what_is_not_mine_is_not_there(crew: Crew, sign_in_as: As) -> None:
    told(sign_in_as(crew.submitter), "/help/privacy", {**WORDS, "queue": "privacy"})
    private = Ticket.objects.get()
    assert private.is_private
    for actor in (crew.stranger, crew.liaison, crew.wrangler):
        client = sign_in_as(actor)
        for path in ("", "/say", "/act"):
            address = f"/help/tickets/{private.pk}{path}"
            answer = client.post(address, {"verb": "solve", "text": "x"}) if path else client.get(address)
            assert answer.status_code == 404
        assert "grid stays empty" not in show(client, "/help?show=center&state=every")
    assert "grid stays empty" not in show(sign_in_as(crew.liaison), "/help/desk?state=every")
    assert "grid stays empty" in show(sign_in_as(crew.privacy), "/help/desk")
    show(sign_in_as(crew.stranger), "/help/desk", status=403)
    assert Client().get(f"/help/tickets/{private.pk}").status_code == 302
    # Put where the desk sees it, and away from there again: whoever loses sight of it is led to the desk.
    officer = sign_in_as(crew.privacy)
    told(officer, f"/help/tickets/{private.pk}/act", {"verb": "queue", "queue": "general"})
    assert "grid stays empty" in show(sign_in_as(crew.liaison), "/help/desk")
    moved = sign_in_as(crew.liaison).post(f"/help/tickets/{private.pk}/act", {"verb": "queue", "queue": "privacy"})
    assert moved.headers["Location"] == "/help/desk"


def test_what_may_identify_is_not_sent_but_can_be_taken_out(crew: Crew, sign_in_as: As) -> None:
    client = sign_in_as(crew.submitter)
    sent = {**WORDS, "queue": "privacy", "text": "It says MRN: 00482913 in row 4."}
    refused = client.post("/help/privacy", sent)
    assert refused.status_code == 400
    page = refused.content.decode()
    assert "without repeating it" in page
    assert "Take these places out" in page
    assert not Ticket.objects.exists()
    told(client, "/help/privacy", {**sent, "take_out": "1"})
    entry = Ticket.objects.get().entries.get()
    assert "00482913" not in entry.text
    assert "in row 4" in entry.text
    say = f"/help/tickets/{entry.ticket_id}/say"
    refused = client.post(say, {"verb": "say", "text": "MRN: 00482913"})
    assert refused.status_code == 400
    assert "Take these places out" in refused.content.decode()
    assert "taken out]" in told(client, say, {"verb": "say", "text": "MRN: 00482913", "take_out": "1"})


def test_forms_say_what_is_missing(crew: Crew, sign_in_as: As) -> None:
    client = sign_in_as(crew.wrangler)
    answer = client.post(
        "/help/new", {"queue": "release_validation", "title": "", "text": "x", "asked-seen_on": "soon"}
    )
    assert answer.status_code == 400
    assert answer.content.decode().count("field__error") >= 3
    assert client.post("/help/new", {"queue": "nothing"}).status_code == 400
    assert client.get("/help/new?queue=nothing").status_code == 400


def test_files_are_attached_and_opened_by_who_may(crew: Crew, sign_in_as: As) -> None:
    handle = upload(sign_in(crew.wrangler), b"a picture", name="screen.png")
    theirs = upload(sign_in(crew.stranger), b"another", name="theirs.png")
    client = sign_in_as(crew.wrangler)
    assert client.post("/help/new", {**WORDS, "handle": [handle, theirs]}).status_code == 400
    assert not Ticket.objects.exists()
    told(client, "/help/new", {**WORDS, "handle": [handle]})
    piece = Attachment.objects.get()
    address = f"/help/tickets/{piece.entry.ticket_id}/files/{piece.pk}"
    assert address in show(client, f"/help/tickets/{piece.entry.ticket_id}")
    assert sign_in_as(crew.liaison).get(address).status_code == 302
    assert sign_in_as(crew.stranger).get(address).status_code == 404
    asked = (
        f"/file/v1/file/{piece.handle_id}?fileAssociateType=TicketAttachment&fileAssociateId={piece.pk}&redirect=false"
    )
    assert sign_in(crew.liaison).get(asked).status == 200
    assert sign_in(crew.stranger).get(asked).status == 403
    # A file of a note is for the desk alone.
    noted = upload(sign_in(crew.liaison), b"a log", name="log.txt")
    say = f"/help/tickets/{piece.entry.ticket_id}/say"
    told(sign_in_as(crew.liaison), say, {"verb": "note", "text": "", "handle": [noted]})
    hidden = Attachment.objects.get(entry__kind=EntryKind.NOTED)
    assert client.get(f"/help/tickets/{piece.entry.ticket_id}/files/{hidden.pk}").status_code == 403
    large = {"name": "x", "contentType": "a/b", "md5": "0" * 32, "size": 10**9, "partSize": 5 * 2**20}
    assert client.post("/help/uploads", large, content_type="application/json").status_code == 400


def test_access_is_reported_without_signing_in(crew: Crew) -> None:
    client = Client()
    assert client.get("/help").headers["Location"] == "/help/access"
    assert client.get("/help/new").status_code == 302
    sent = {"email": "Maria@Example.org", "title": "No code arrives", "text": "My telephone is new."}
    assert "Thank you" in client.post("/help/access", sent, follow=True).content.decode()
    ticket = Ticket.objects.get()
    assert (ticket.contact, ticket.queue, ticket.reporter_id) == ("maria@example.org", "access", None)
    # A program that fills in what people do not see is thanked, and nothing comes of it.
    assert "Thank you" in client.post("/help/access", {**sent, "website": "x"}, follow=True).content.decode()
    # Whoever has an account is answered as everybody else is.
    known = User.objects.get(pk=crew.wrangler.id).email
    assert "Thank you" in client.post("/help/access", {**sent, "email": known}, follow=True).content.decode()
    assert client.post("/help/access", {**sent, "email": "nonsense"}).status_code == 400
    assert client.post("/help/access", {**sent, "text": "x" * 4001}).status_code == 400
    codes = [client.post("/help/access", sent).status_code for _ in range(MOST_FROM_ONE)]
    assert codes.count(302) == MOST_FROM_ONE - 2
    assert codes[-1] == 400
    assert Ticket.objects.count() == MOST_FROM_ONE
    # From elsewhere it still can be said.
    assert client.post("/help/access", sent, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_what_a_page_is_about(crew: Crew, sign_in_as: As) -> None:
    project = make_ingest(crew.admin, CENTER, "BulkWESLevel1")
    folder = folder_at(crew.admin, project, "v8_ingest/BulkWESLevel1")
    file = make_entity(crew.wrangler, Kind.FOLDER, "batch 1", parent=folder)
    known = facts_of(crew.wrangler, f"/entities/{file.public_id}?tab=x").known
    assert (known["project"], known["folder"], known["center"]) == (project.public_id, file.public_id, CENTER)
    # A session names its address, and what it works on.
    records = make_records(crew.wrangler, folder, b"id\n1\n", name="rows")
    session = sign_in_as(crew.wrangler).post(f"/entities/{records.public_id}/grid").headers["Location"]
    known = facts_of(crew.wrangler, f"{session}?row=3").known
    assert known["session"].endswith(session)
    assert (known["entity"], known["project"]) == (records.public_id, project.public_id)
    # A task leads to its folder, and to the session in which it is worked on.
    about: JsonObject = {"concreteType": RECORD_BASED, "recordSetId": records.public_id}
    fields = TaskFields(project.id, "rows", instructions="", assignee_id=crew.wrangler.id, properties=about)
    with writing():
        task = create_task(actor=crew.admin, fields=fields)
        adopt_session(actor=crew.wrangler, task_id=task.pk, session_id=session.rpartition("/")[2])
    known = facts_of(crew.wrangler, f"/tasks/{task.pk}").known
    assert (known["folder"], known["task"], known["center"]) == (folder.public_id, str(task.pk), CENTER)
    assert known["session"].endswith(f"{session}?task={task.pk}")
    # What may not be read is not told, and addresses elsewhere are none.
    assert set(facts_of(crew.stranger, session).known) == {"page"}
    assert set(facts_of(crew.stranger, "/tasks/999999").known) == {"page"}
    assert set(facts_of(crew.stranger, f"/entities/{file.public_id}").known) == {"page"}
    assert facts_of(crew.stranger, f"/centers/{CENTER}").known.keys() == {"page"}
    for address in (
        "https://elsewhere.example/x",
        "//elsewhere.example",
        "javascript:alert(1)",
        "",
        "x",
        "http://[",
        "/\\x",
    ):
        assert facts_of(crew.wrangler, address).path == ""
    assert facts_of(crew.wrangler, "/nothing/here").path == "/nothing/here"


def test_another_queue_is_chosen_and_the_words_stay(crew: Crew, sign_in_as: As) -> None:
    client = sign_in_as(crew.wrangler)
    moved = client.post("/help/new", {**WORDS, "queue": "release_validation", "choose": "", "handle": "7"})
    page = moved.content.decode()
    assert moved.status_code == 200
    assert not Ticket.objects.exists()
    assert all(words in page for words in (WORDS["title"], "I open it and see", "Affected IDs", 'value="7"'))
    assert "required" not in page.partition("<form")[2].partition("field__error")[2]


def test_who_is_at_several_centers_says_which_one_it_is_about(crew: Crew, sign_in_as: As) -> None:
    client = sign_in_as(appointed(crew.admin, crew.elsewhere, "data_wrangler", CENTER))
    assert "HTA202 Glioma" in show(client, "/help/new")
    assert "None of mine" not in show(client, f"/help/new?page=/centers/{CENTER}")
    told(client, "/help/new", {**WORDS, "center": CENTER})
    asked = Ticket.objects.get()
    assert (asked.center_id, asked.assignee_id) == (CENTER, crew.liaison.id)
    assert "is not one of" in told(client, "/help/new", {**WORDS, "center": "HTA205"})


def test_a_page_that_failed_leads_to_a_report(crew: Crew, sign_in_as: As) -> None:
    failed = server_error(RequestFactory().get("/tasks"))
    assert isinstance(failed, HttpResponse)
    assert b'href="/help/new?from" data-report' in failed.content
    page = sign_in_as(crew.wrangler).get("/help/new?from", headers={"Referer": "http://testserver/tasks"})
    assert "Project ID" in page.content.decode()


def test_a_solved_one_is_reopened_by_a_word(crew: Crew, sign_in_as: As) -> None:
    client = sign_in_as(crew.wrangler)
    told(client, "/help/new", WORDS)
    ticket = Ticket.objects.get()
    told(client, f"/help/tickets/{ticket.pk}/act", {"verb": "solve"})
    told(client, f"/help/tickets/{ticket.pk}/say", {"verb": "say", "text": "Again."})
    ticket.refresh_from_db()
    assert ticket.state == State.REOPENED


def test_pages_ask_as_much_for_many_as_for_few(crew: Crew, sign_in_as: As) -> None:
    center, desk = sign_in_as(crew.wrangler), sign_in_as(crew.liaison)
    told(center, "/help/new", WORDS)
    ticket = Ticket.objects.get()
    asked: dict[str, list[int]] = {}
    for count in (1, 8):
        for number in range(count):
            told(center, "/help/new", {**WORDS, "title": f"Again {number}"})
            told(center, f"/help/tickets/{ticket.pk}/say", {"verb": "say", "text": f"Word {number}"})
        for path, client in (("/help", center), ("/help/desk", desk), (f"/help/tickets/{ticket.pk}", desk)):
            with CaptureQueriesContext(connection) as queries:
                show(client, path)
            asked.setdefault(path, []).append(len(queries))
    for path, (few, many) in asked.items():
        assert many <= few + 1, (path, few, many)
        assert many < 45, (path, many)


def test_files_wait_until_they_are_screened(crew: Crew, sign_in_as: As) -> None:
    screening.turn_on()
    try:
        handle = upload(sign_in(crew.wrangler), b"part 3: connection reset", name="upload.log")
        told(sign_in_as(crew.wrangler), "/help/new", {**WORDS, "handle": [handle]})
        piece = Attachment.objects.get()
        page, desk = f"/help/tickets/{piece.entry.ticket_id}", sign_in_as(crew.curator)
        address = f"{page}/files/{piece.pk}"
        assert desk.get(address).status_code == 403
        assert address not in show(desk, page)
        screening.run_jobs()
        assert desk.get(address).status_code == 302
        assert address in show(desk, page)
    finally:
        screening.turn_off()
