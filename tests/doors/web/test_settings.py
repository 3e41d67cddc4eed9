"""A person's own pages: profile, tokens, terms, invitations."""

import re

import pytest
from django.test import Client

from tests.doors.web.conftest import SignIn
from tests.factories.accounts import make_user
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.actions import invitations, terms, tokens
from theatrum.repository.accounts.models import AccessToken, User
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db

TOKEN = {"name": "laptop", "scopes": ["view", "download"], "lifetime": "90"}
PERSON = {"username": "dora", "first_name": "Dora", "last_name": "Diaz"}


def _publish(version: str) -> None:
    with writing():
        terms.publish_terms(actor=OPERATOR, version=version, text="Be careful.")


def _invite(email: str = "dora@example.org") -> str:
    with writing():
        return f"/invitations/{invitations.invite_person(actor=OPERATOR, email=email).secret}"


@pytest.mark.parametrize(
    "path", ["/settings", "/settings/security", "/settings/tokens", "/account/email/", "/account/sessions/"]
)
def test_own_pages_ask_for_the_sign_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/account/login/?next=")


def test_profile_is_saved_and_its_errors_stand_in_the_form(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna")
    values = {"username": "anna", "first_name": "Änne", "last_name": "", "company": "Lab", "etag": user.etag}
    assert client.post("/settings", values).headers["Location"] == "/settings"
    assert "Änne" in client.get("/settings").content.decode()
    stale = client.post("/settings", values)
    assert "was changed in another window" in stale.content.decode()
    user.refresh_from_db()
    wrong = client.post("/settings", {**values, "username": "a b", "etag": user.etag})
    assert "User names can only contain" in wrong.content.decode()


def test_token_is_shown_once_and_works(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna")
    page = client.post("/settings/tokens", TOKEN).content.decode()
    text = re.findall(r'aria-label="token">(thm_[\w-]+)<', page)[0]
    assert f"authtoken = {text}" in page
    assert "repoEndpoint = http://localhost:8080/repo/v1" in page
    assert tokens.token_actor(text).id == user.pk
    later = client.get("/settings/tokens").content.decode()
    assert text not in later
    assert "laptop" in later


def test_token_asked_for_wrongly_is_explained(client: Client, sign_in: SignIn) -> None:
    sign_in("anna")
    assert "field__error" in client.post("/settings/tokens", {**TOKEN, "scopes": []}).content.decode()
    client.post("/settings/tokens", TOKEN)
    assert "There is a token named" in client.post("/settings/tokens", TOKEN).content.decode()
    assert AccessToken.objects.count() == 1


def test_revoke_ends_own_tokens_only(client: Client, sign_in: SignIn) -> None:
    sign_in("anna")
    ben = make_user("ben")
    with writing():
        other = tokens.create_token(actor=OPERATOR, user_id=ben.pk, name="x", scopes=["view"]).token
    client.post("/settings/tokens", TOKEN)
    own = AccessToken.objects.get(name="laptop")
    assert client.post(f"/settings/tokens/{own.pk}/revoke").status_code == 302
    assert client.post(f"/settings/tokens/{other.pk}/revoke").status_code == 404
    assert set(AccessToken.objects.filter(revoked_on=None)) == {other}


def test_terms_stand_before_everything_until_accepted(client: Client, sign_in: SignIn) -> None:
    sign_in("anna")
    _publish("2026-11")
    gate = client.get("/settings/tokens?x=1")
    assert gate.headers["Location"] == "/terms?next=%2Fsettings%2Ftokens%3Fx%3D1"
    assert "I accept these terms" in client.get("/terms").content.decode()
    answer = client.post("/terms/accept", {"version": "2026-11", "next": "/settings/tokens?x=1"})
    assert answer.headers["Location"] == "/settings/tokens?x=1"
    assert client.get("/settings/tokens").status_code == 200
    _publish("2026-12")
    assert client.get("/settings/tokens").status_code == 302


def test_acceptance_leads_nowhere_else(client: Client, sign_in: SignIn) -> None:
    sign_in("anna")
    _publish("1")
    answer = client.post("/terms/accept", {"version": "1", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_terms_are_read_by_anybody(client: Client) -> None:
    assert "No terms have been published" in client.get("/terms").content.decode()
    _publish("1")
    page = client.get("/terms").content.decode()
    assert "Be careful." in page
    assert "I accept" not in page


def test_invitation_opens_an_account_and_signs_in(client: Client) -> None:
    path = _invite()
    assert "dora@example.org" in client.get(path).content.decode()
    word = "a long enough password"
    answer = client.post(path, {**PERSON, "password": word, "repeated": word}, follow=True)
    assert "<strong>Dora Diaz</strong>" in answer.content.decode()
    assert client.get(path).status_code == 200  # signed in: says so
    client.post("/account/logout/")
    assert client.get(path).status_code == 404
    assert client.post("/account/login/", {"login": "dora", "password": word}).status_code == 302


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"repeated": "something else"}, "The two passwords differ"),
        ({"password": "short", "repeated": "short"}, "too short"),
        ({"username": "x"}, "User names can only contain"),
        ({"username": "anna"}, "is already used"),
        ({"first_name": ""}, "required"),
    ],
)
def test_invitation_form_explains_what_is_wrong(client: Client, change: dict[str, str], error: str) -> None:
    make_user("anna")
    word = "a long enough password"
    answer = client.post(_invite(), {**PERSON, "password": word, "repeated": word, **change})
    assert answer.status_code == 200
    assert error in answer.content.decode()
    assert not User.objects.filter(username="dora").exists()


def test_design_page_is_for_samples_only(client: Client) -> None:
    assert client.get("/design").status_code == 404
