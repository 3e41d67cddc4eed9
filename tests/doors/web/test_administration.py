"""The administrators' pages."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.doors.web.conftest import SignIn
from tests.factories.accounts import make_user
from tests.factories.centers import appointed
from tests.support.screening import run_jobs
from theatrum.drivers import installation
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail import folder
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions.invitations import invite_person
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.audit.models import Event
from theatrum.repository.files import orphans

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/administration",
    "/administration/people",
    "/administration/people/invite",
    "/administration/mail",
    "/administration/audit",
    "/administration/storage",
    "/administration/terms",
]


@pytest.fixture
def admin(sign_in: SignIn) -> int:
    """Sign an administrator in."""
    return sign_in("admin", is_administrator=True).pk


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_administrators_only(client: Client, sign_in: SignIn, path: str) -> None:
    sign_in("anna")
    assert client.get(path).status_code == 403
    assert client.post(path).status_code == 403


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_shown_to_administrators(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.usefixtures("admin")
def test_bytes_of_nothing_are_listed_and_cleared_away(client: Client) -> None:
    key = store().put([b"nobody has noted these"]).key
    place = Path(installation.settings().data) / "blobs" / "blobs" / key[:2] / key[2:4] / key
    assert key not in client.get("/administration/storage").content.decode()
    moment = place.stat().st_mtime - timedelta(days=1, minutes=1).total_seconds()
    os.utime(place, (moment, moment))
    assert key in client.get("/administration/storage").content.decode()
    assert client.post("/administration/storage/sweep").status_code == 302
    run_jobs(orphans.SWEEP)
    page = client.get("/administration/storage").content.decode()
    assert (key in page, "Cleared away last" in page) == (False, True)
    assert not store().exists(key)


@pytest.mark.usefixtures("admin")
def test_invitation_without_smtp_is_a_link_to_copy(client: Client) -> None:
    page = client.post("/administration/people/invite", {"email": "dora@example.org"}).content.decode()
    link = re.findall(r'aria-label="invitation link">([^<]+)<', page)[0]
    assert link in client.get("/administration/mail").content.decode()
    assert "dora@example.org" in client.get("/administration/people").content.decode()
    invitation = queries.invitations().get()
    client.post(f"/administration/invitations/{invitation.pk}/revoke")
    assert Client().get(link.removeprefix("http://localhost:8080")).status_code == 404


@pytest.mark.usefixtures("admin")
def test_person_is_invited_straight_into_a_center(client: Client) -> None:
    path = "/administration/people/invite"
    asked = {"email": "pi@example.org", "center": "HTA201", "role": "center_pi"}
    assert "Principal Investigator of HTA201" in client.post(path, asked).content.decode()
    assert "HTA201 Principal Investigator" in client.get("/administration/people").content.decode()
    assert "HTA201 Principal Investigator" in client.get("/administration/people/invitations").content.decode()
    wrangler = client.post(path, {**asked, "email": "w@example.org", "role": "data_wrangler"}).content.decode()
    assert "File its principal investigator first" in wrangler
    assert 'id="id_center_error"' in wrangler
    assert "w@example.org" not in client.get("/administration/people").content.decode()
    assert 'id="id_role_error"' in client.post(path, {**asked, "role": ""}).content.decode()
    anna = make_user("anna")
    page = client.post(path, {**asked, "email": anna.email}, follow=True).content.decode()
    assert "is filed at HTA201" in page
    person = client.get(f"/administration/people/{anna.pk}").content.decode()
    assert "Principal Investigator" in person
    assert "What stops them" in person
    assert "anna@example.org" in client.get("/administration/people?center=HTA201").content.decode()
    assert "anna@example.org" not in client.get("/administration/people?center=HTA202").content.decode()


@pytest.mark.usefixtures("admin")
def test_invitation_of_somebody_here_is_explained(client: Client) -> None:
    make_user("anna")
    page = client.post("/administration/people/invite", {"email": "anna@example.org"}).content.decode()
    assert "already belongs to an account" in page


def test_who_reads_the_mail_is_remembered(client: Client, admin: int) -> None:
    client.post("/administration/people/invite", {"email": "dora@example.org"})
    client.get("/administration/mail")
    assert Event.objects.get(action="mail_read").actor_id == admin
    name = folder.names()[0]
    client.post(f"/administration/mail/{name}/discard")
    assert name not in folder.names()


@pytest.mark.usefixtures("admin")
def test_person_is_certified_closed_and_opened(client: Client) -> None:
    anna = make_user("anna")
    path = f"/administration/people/{anna.pk}"
    for change, fields in (
        ("certify", {"is_certified": True}),
        ("uncertify", {"is_certified": False}),
        ("appoint", {"is_administrator": True}),
        ("dismiss", {"is_administrator": False}),
        ("close", {"is_active": False}),
        ("open", {"is_active": True}),
    ):
        assert client.post(f"{path}/change", {"change": change}, follow=True).status_code == 200
        anna.refresh_from_db()
        assert {name: getattr(anna, name) for name in fields} == fields
    page = client.get(path).content.decode()
    assert "user_certified" in page


def test_change_that_is_none_is_refused(client: Client, admin: int) -> None:
    assert client.post(f"/administration/people/{admin}/change", {"change": "delete"}).status_code == 400
    assert client.post(f"/administration/people/{admin}/change", {"change": "dismiss"}).status_code == 409
    assert client.get("/administration/people/99").status_code == 404


@pytest.mark.usefixtures("admin")
def test_people_are_searched(client: Client) -> None:
    make_user("anna")
    make_user("ben")
    page = client.get("/administration/people?q=ANNA").content.decode()
    assert "anna@example.org" in page
    assert "ben@example.org" not in page
    assert "Nobody fits" in client.get("/administration/people?q=zzz").content.decode()


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("path", ["/administration/people", "/administration/audit"])
def test_lists_take_the_same_number_of_queries(client: Client, path: str) -> None:
    counts = set()
    for number in range(3):
        for one in range(1 + number):
            anna = make_user(f"anna{number}{one}")
            appointed(OPERATOR, actor_of(anna), "submitter", "HTA201")
            with writing():
                invite_person(actor=OPERATOR, email=f"d{number}{one}@example.org")
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.add(len(asked))
    assert len(counts) == 1, counts


@pytest.mark.usefixtures("admin")
def test_audit_log_is_filtered(client: Client) -> None:
    anna = make_user("anna")
    page = client.get(f"/administration/audit?kind=user&subject={anna.pk}").content.decode()
    assert "1 events" in page
    assert "anna@example.org" in page
    for nonsense in ("actor=x", "since=yesterday", "actor=99999999999999999999", "page=x", "until=2026-99-99"):
        assert client.get(f"/administration/audit?{nonsense}").status_code == 200
    assert "No event fits" in client.get("/administration/audit?until=1999-01-01").content.decode()


@pytest.mark.usefixtures("admin")
def test_terms_are_published_once_a_version(client: Client) -> None:
    words = {"version": "1", "text": "Be careful."}
    assert client.post("/administration/terms", words).status_code == 302
    client.post("/terms/accept", {"version": "1"})
    assert "never changed" in client.post("/administration/terms", words).content.decode()


@pytest.mark.usefixtures("admin")
def test_number_that_no_column_holds_is_nobody(client: Client) -> None:
    for address in ("/administration/people/99999999999999999999", "/administration/people/9223372036854775807"):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/change", {"change": "close"}).status_code == 404
