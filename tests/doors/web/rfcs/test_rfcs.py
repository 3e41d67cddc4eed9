"""Pages of the register: begun, led, commented and compared by the forms that people send."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.entities.conftest import BACKEND
from tests.factories.helpdesk import Crew, make_crew
from theatrum.consortium.rfcs.models import Rfc, State
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import User

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


def told(client: Client, path: str, sent: dict[str, str]) -> str:
    return client.post(path, sent, follow=True).content.decode()


def test_a_request_is_led_by_the_pages(crew: Crew, sign_in_as: As) -> None:
    owner, admin, member = sign_in_as(crew.curator), sign_in_as(crew.admin), sign_in_as(crew.wrangler)
    assert "Nothing is proposed" in show(member, "/rfcs")
    show(member, "/rfcs/new", status=403)
    assert owner.post("/rfcs/new", {"title": "x", "need": "", "text": "MRN: 1"}).status_code == 400
    assert owner.post("/rfcs/new", {"title": "x", "need": "y", "text": "MRN: 00482913"}).status_code == 400
    told(owner, "/rfcs/new", {"title": "Fixation", "need": "A <b> new</b> assay", "text": "One **two**\n\nthree"})
    rfc = Rfc.objects.get()
    page, act = f"/rfcs/{rfc.pk}", f"/rfcs/{rfc.pk}/act"
    assert "<strong>two</strong>" in show(owner, page)
    assert "A &lt;b&gt; new" in show(owner, page)
    show(member, page, status=404)
    told(owner, f"{page}/text", {"based_on": "1", "text": "One\n\nfour", "note": "Three was wrong"})
    assert "written meanwhile" in owner.post(f"{page}/text", {"based_on": "1", "text": "Five"}).content.decode()
    compared = show(owner, f"{page}/compare")
    assert "<ins>four</ins>" in compared
    assert "They are the same" in show(owner, f"{page}/compare?from=2&to=2")
    show(owner, f"{page}/compare?from=x", status=404)
    told(owner, act, {"verb": "submit"})
    assert "Approve and open" not in show(owner, page)
    last = (clock.now() + timedelta(days=9)).date().isoformat()
    assert "message--error" in told(admin, act, {"verb": "approve"})
    assert "message--error" in told(admin, act, {"verb": "approve", "until": "soon"})
    assert "open for comments" in told(admin, act, {"verb": "approve", "until": last})
    assert "I agree &lt;i&gt;" in told(member, f"{page}/comment", {"text": "I agree <i>"})
    refused = member.post(f"{page}/comment", {"text": "MRN: 00482913"})
    assert (refused.status_code, "may identify" in refused.content.decode()) == (400, True)
    assert "message--error" in told(member, act, {"verb": "close", "reason": "x"})
    told(admin, act, {"verb": "close", "reason": "All have spoken"})
    told(owner, act, {"verb": "integrate", "integrated": "All taken"})
    told(admin, act, {"verb": "implement", "model": "1.0.0"})
    rfc.refresh_from_db()
    assert (rfc.state, rfc.model_version) == (State.IMPLEMENTED, "1.0.0")
    for nonsense in ({"verb": "x"}, {"verb": "hand_over", "owner": "y"}):
        assert "message--error" in told(admin, act, nonsense)
    assert "Fixation" in show(member, "/rfcs?state=implemented&q=fix")
    assert "No request fits" in show(member, "/rfcs?q=nothing")
    show(member, "/rfcs/9999", status=404)


def test_lists_ask_as_much_for_many_as_for_few(crew: Crew, sign_in_as: As) -> None:
    client = sign_in_as(crew.curator)
    asked = []
    for count in (1, 9):
        for number in range(count):
            client.post("/rfcs/new", {"title": f"Request {number}", "need": "y", "text": "z"})
        with CaptureQueriesContext(connection) as queries:
            show(client, "/rfcs")
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1, asked
