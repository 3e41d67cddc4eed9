"""Signing in, passwords, addresses, second factors: through the pages, without a browser."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.doors.web.conftest import SignIn
from tests.factories.accounts import PASSWORD, make_user
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail import folder
from theatrum.repository.accounts.actions import people
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.audit.queries import events_about

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "another long password"


def _actions(user: User) -> list[str]:
    return [event.action for event in events_about("user", user.pk)]


def _path_of_newest_mail() -> str:
    mail = folder.read(folder.names()[0])
    assert mail is not None
    address = mail.links[0]
    assert address.startswith("http://localhost:8080/")
    return address.removeprefix("http://localhost:8080")


def _prove(client: Client, path: str) -> None:
    asked = client.get(path)
    assert asked.headers["Location"] == f"/account/reauthenticate/?next={path.replace('/', '%2F')}"
    client.post(asked.headers["Location"], {"password": PASSWORD})


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.mark.parametrize("login", ["anna", "ANNA", "anna@example.org", "Anna@Example.org"])
def test_sign_in_by_name_or_address(client: Client, login: str) -> None:
    user = make_user("anna")
    answer = client.post("/account/login/", {"login": login, "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert "<strong>Anna Tester</strong>" in client.get("/").content.decode()
    assert _actions(user) == ["signed_in", "user_created"]


def test_wrong_password_says_so_and_nothing_more(client: Client) -> None:
    make_user("anna")
    known = client.post("/account/login/", {"login": "anna", "password": "wrong"}).content.decode()
    unknown = client.post("/account/login/", {"login": "nobody", "password": "wrong"}).content.decode()
    error = re.compile(r'message--error">.*?<p>(.*?)</p>', re.DOTALL)
    assert error.findall(known)
    assert error.findall(known) == error.findall(unknown)


def test_guessing_passwords_is_stopped(client: Client) -> None:
    make_user("anna")
    wrong = {"login": "anna", "password": "wrong"}
    answers = [client.post("/account/login/", wrong) for _ in range(11)]
    assert "Too many failed login attempts" in answers[-1].content.decode()
    right = client.post("/account/login/", {"login": "anna", "password": PASSWORD})
    assert right.status_code == 200


def test_closed_account_cannot_sign_in_and_is_signed_out(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna")
    with writing():
        people.open_account(actor=OPERATOR, user_id=user.pk, is_active=False)
    assert client.get("/settings").status_code == 302
    answer = client.post("/account/login/", {"login": "anna", "password": PASSWORD}, follow=True)
    assert "Signed in as" not in answer.content.decode()


def test_sessions_of_a_closed_account_stay_ended_when_it_is_opened_again(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna")
    for is_active in (False, True):
        with writing():
            people.open_account(actor=OPERATOR, user_id=user.pk, is_active=is_active)

    assert client.get("/settings").status_code == 302


def test_sign_up_is_closed(client: Client) -> None:
    for answer in (client.get("/account/signup/"), client.post("/account/signup/", {"username": "x"})):
        assert "Accounts are by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_password_is_reset_by_the_link_of_the_folder(client: Client) -> None:
    user = make_user("anna")
    asked = client.post("/account/password/reset/", {"email": "anna@example.org"}, follow=True)
    assert "ask an administrator for the link" in asked.content.decode()
    form = client.get(_path_of_newest_mail(), follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert client.post("/account/login/", {"login": "anna", "password": NEW}).status_code == 302
    assert "password_reset" in _actions(user)
    again = client.get(_path_of_newest_mail(), follow=True)
    assert "This link no longer works" in again.content.decode()


def test_reset_for_strangers_sends_nothing_and_says_the_same(client: Client) -> None:
    before = folder.names()
    answer = client.post("/account/password/reset/", {"email": "stranger@example.org"}, follow=True)
    assert "If an account has this address" in answer.content.decode()
    assert folder.names() == before


def test_given_password_must_be_changed_first(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna", must_change_password=True)
    gate = client.get("/settings/tokens")
    assert gate.headers["Location"] == "/account/password/change/?next=%2Fsettings%2Ftokens"
    assert "chosen by somebody else" in client.get(gate.headers["Location"]).content.decode()
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    answer = client.post(gate.headers["Location"], change)
    assert answer.headers["Location"] == "/settings/tokens"
    assert client.get("/settings/tokens").status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password
    assert "password_changed" in _actions(user)


@pytest.mark.parametrize("password", ["short", "anna@example.org", "password1234", "123456789012"])
def test_weak_password_is_refused(client: Client, sign_in: SignIn, password: str) -> None:
    sign_in("anna")
    change = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post("/account/password/change/", change)
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()


def test_address_changes_when_the_new_one_is_verified(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna")
    asked = client.post("/account/email/", {"email": "New@example.org", "action_add": ""})
    # Proves it once more; then the change that was asked for goes on by itself.
    client.post(asked.headers["Location"], {"password": PASSWORD})
    page = client.get("/account/email/").content.decode()
    assert "new@example.org" in page
    assert "Waits for verification" in page
    path = _path_of_newest_mail()
    assert "Yes, it is mine" in client.get(path).content.decode()
    client.post(path)
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert "email_changed" in _actions(user)


def test_authenticator_app_then_sign_in_with_code_and_recovery_code(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna")
    _prove(client, "/account/2fa/totp/activate/")
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.findall(r'aria-label="secret">([A-Z2-7]+)<', page)[0]
    wrong = client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert "field__error" in wrong.content.decode()
    done = client.post("/account/2fa/totp/activate/", {"code": _code(secret)}, follow=True)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert done.status_code == 200
    shown = client.get("/account/2fa/recovery-codes/").content.decode()
    codes = re.findall(r'aria-label="recovery codes">([^<]+)<', shown)[0].split()
    assert len(codes) == 10

    client.post("/account/logout/")
    asked = client.post("/account/login/", {"login": "anna", "password": PASSWORD}, follow=True)
    assert "Your second factor" in asked.content.decode()
    assert client.get("/settings").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": "123456"}).status_code == 200
    client.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert client.get("/settings").status_code == 200
    assert {"authenticator_added", "authentication_failed"} <= set(_actions(user))

    client.post("/account/logout/")
    client.post("/account/login/", {"login": "anna", "password": PASSWORD})
    assert client.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == 200


def test_sessions_are_listed_and_ended(client: Client, sign_in: SignIn) -> None:
    sign_in("anna")
    other = Client(headers={"user-agent": "Other browser"})
    other.post("/account/login/", {"login": "anna", "password": PASSWORD})
    page = client.get("/account/sessions/").content.decode()
    assert "Other browser" in page
    client.post("/account/sessions/")
    assert client.get("/settings").status_code == 200
    assert other.get("/settings").status_code == 302


def test_sign_out_asks_first_and_then_does(client: Client, sign_in: SignIn) -> None:
    user = sign_in("anna")
    assert "Sign out?" in client.get("/account/logout/").content.decode()
    client.post("/account/logout/")
    assert client.get("/settings").status_code == 302
    assert "signed_out" in _actions(user)
