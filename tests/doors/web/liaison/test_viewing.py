"""Pages as a center sees them: its liaison sees what its people see, and changes nothing, anywhere."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tests.doors.web.conftest import SignIn
from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_entity, make_person
from tests.support.wire import sign_in as program
from theatrum.consortium.centers.assigning import assign_liaison, hand_over
from theatrum.consortium.centers.models import LiaisonAssignment
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import reading_only, writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit.models import Event
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def projects(admin: Actor) -> dict[str, Node]:
    """Make projects of two centers, and one of nobody's."""
    made = {center: make_ingest(admin, center) for center in ("HTA201", "HTA202")}
    return {**made, "other": make_entity(admin, Kind.PROJECT, "Hidden")}


@pytest.fixture
def liaison(admin: Actor, projects: dict[str, Node], sign_in: SignIn) -> Actor:
    """Sign in as the liaison of HTA201, who may see all centers."""
    assert projects
    person = appointed(admin, actor_of(sign_in("lia")), "data_liaison")
    with writing():
        assign_liaison(actor=admin, profile=in_force(), center_id="HTA201", user_id=person.id)
    return person


def acts(user_id: int) -> list[str]:
    found = Event.objects.filter(actor_id=user_id, action__startswith="view_as").order_by("sequence")
    return list(found.values_list("action", flat=True))


def test_the_liaison_sees_what_the_center_sees_and_comes_back(
    client: Client, liaison: Actor, projects: dict[str, Node]
) -> None:
    """Its project and its pages, no other center's, none of the staff's; said on every page; written down."""
    assert client.get("/liaison").status_code == 200
    assert client.get("/centers/HTA202/publications").status_code == 200
    assert client.post("/centers/HTA201/view").headers["Location"] == "/"
    start = client.get("/").content.decode()
    assert 'href="/centers/HTA201"' in start
    assert "You guide" not in start
    page = client.get("/").content.decode()
    assert "You see these pages as people of <strong>HTA201</strong>" in page
    assert "/administration" not in page
    assert 'href="/inbox"' not in page
    assert client.get(f"/entities/{projects['HTA201'].public_id}").status_code == 200
    assert client.get(f"/entities/{projects['other'].public_id}").status_code == 403
    assert client.get("/centers/HTA201/publications").status_code == 200
    for path in ("/centers/HTA202/publications", "/centers/HTA202/people"):
        assert client.get(path).status_code == 404
    for path in ("/liaison", "/centers/HTA201/notes", "/administration/centers"):
        assert client.get(path).status_code in {403, 404}
    assert client.post("/liaison/viewing/stop").headers["Location"] == "/liaison"
    assert "You see these pages as" not in client.get("/").content.decode()
    assert client.get("/centers/HTA202/publications").status_code == 200
    assert acts(liaison.id) == ["view_as_begun", "view_as_ended"]


def _addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        found += _addresses(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]
    return found


def test_no_address_of_a_page_takes_a_form(client: Client, liaison: Actor, projects: dict[str, Node]) -> None:
    """All of them are asked, whatever they do; only the ways out work."""
    client.post("/centers/HTA201/view")
    values = {"center_id": "HTA201", "center": "HTA201", "entity_id": projects["HTA201"].public_id}
    routes = [one for one in _addresses(get_resolver("theatrum.doors.web.urls").url_patterns) if "^" not in one]
    before = Event.objects.count()
    asked = 0
    for route in routes:
        if route in {"liaison/viewing/stop", "account/logout/"}:
            continue
        path = "".join(_filled(part, values) for part in route.replace(">", "<").split("<"))
        answer = client.post(f"/{path}")
        assert (answer.status_code, "liaison.view_is_read_only" in answer.content.decode()) == (403, True), route
        asked += 1
    assert asked > 100
    assert Event.objects.count() == before


def _filled(part: str, values: dict[str, str]) -> str:
    kind, is_named, name = part.partition(":")
    if not is_named:
        return part
    return values.get(name, "1" if kind == "int" else "x")


def test_a_page_that_writes_when_it_is_read_is_refused(client: Client, liaison: Actor) -> None:
    """No write transaction opens in the thread of such a request."""
    client.post("/centers/HTA201/view")
    assert client.get("/inbox/1").status_code == 403
    with reading_only(LookupError("no")), pytest.raises(LookupError, match="no"), writing():
        pass
    with writing():
        pass


def test_it_ends_after_an_hour(client: Client, liaison: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself, at the next request; and that is written down."""
    client.post("/centers/HTA201/view")
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "You see these pages as" not in client.get("/").content.decode()
    assert acts(liaison.id) == ["view_as_begun", "view_as_ended"]


def test_it_ends_when_another_guides_the_center(client: Client, admin: Actor, liaison: Actor) -> None:
    """At once, in the middle of it."""
    client.post("/centers/HTA201/view")
    other = appointed(admin, make_person("other"), "data_liaison")
    with writing():
        hand_over(actor=admin, profile=in_force(), center_id="HTA201", user_id=other.id, note="Yours now.")
    assert not LiaisonAssignment.objects.filter(user_id=liaison.id, until=None).exists()
    assert "You see these pages as" not in client.get("/").content.decode()
    assert client.post("/centers/HTA201/view").status_code == 403


def test_only_the_liaison_and_administrators_may(client: Client, admin: Actor, sign_in: SignIn) -> None:
    """No one of the center, no other staff, nobody who is not signed in."""
    appointed(admin, actor_of(sign_in("ana")), "center_pi", "HTA201")
    assert client.post("/centers/HTA201/view").status_code == 403
    client.logout()
    assert client.post("/centers/HTA201/view").status_code == 302
    appointed(admin, actor_of(sign_in("curator")), "dcc_curator")
    assert client.post("/centers/HTA201/view").status_code == 403
    client.logout()
    sign_in("boss", is_administrator=True)
    assert client.post("/centers/HTA201/view").status_code == 302
    page = client.get("/").content.decode()
    assert "Administration" not in page
    assert client.get("/administration/people").status_code == 403


def test_programs_are_not_affected(client: Client, liaison: Actor) -> None:
    """A token means its owner, whatever a browser shows."""
    wire = program(liaison)
    client.post("/centers/HTA201/view")
    wire._client.cookies = client.cookies  # a program that sends the session along
    answer = wire.post("/repo/v1/team", {"name": "Mine"})
    assert answer.status == 201
    assert wire.get(f"/repo/v1/team/{answer.json['id']}").status == 200


def test_signing_out_works_and_ends_it(client: Client, liaison: Actor) -> None:
    """The session goes, and the view with it."""
    client.post("/centers/HTA201/view")
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/inbox").status_code == 302
