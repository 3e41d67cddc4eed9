"""Terms of service, and links that open accounts."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import hashed, make_actor
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import ANONYMOUS
from theatrum.repository.accounts import errors, queries
from theatrum.repository.accounts.actions import invitations, terms
from theatrum.repository.accounts.models import AccountInvitation, User
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db

URL = "http://localhost/terms"


def _publish(version: str, text: str = "Be careful.") -> None:
    with writing():
        terms.publish_terms(actor=OPERATOR, version=version, text=text)


def _accept(secret: str, username: str = "dora") -> User:
    with writing():
        return invitations.accept_invitation(
            secret=secret, username=username, first_name="Dora", last_name="D", password_hash=hashed()
        )


def test_no_terms_bind_nobody() -> None:
    queries.require_terms(make_actor("anna"), url=URL)


def test_each_new_version_must_be_accepted(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    anna = make_actor("anna")
    for version in ("1", "2"):
        _publish(version)
        with pytest.raises(errors.TermsNotAccepted, match=f"version {version} at {URL}"):
            queries.require_terms(anna, url=URL)
        with writing():
            terms.accept_terms(actor=anna, version=version)
            terms.accept_terms(actor=anna, version=version)
        with django_assert_num_queries(1):
            queries.require_terms(anna, url=URL)


def test_terms_are_never_changed() -> None:
    _publish("1")
    with pytest.raises(errors.TermsAreInvalid, match="never changed"):
        _publish("1", "Other words.")


@pytest.mark.parametrize(("version", "text"), [("", "x"), ("1", " "), ("v" * 21, "x")])
def test_terms_without_name_or_text_are_refused(version: str, text: str) -> None:
    with pytest.raises(errors.TermsAreInvalid):
        _publish(version, text)


def test_terms_published_by_others_are_refused() -> None:
    with pytest.raises(errors.NotAllowed), writing():
        terms.publish_terms(actor=make_actor("anna"), version="1", text="x")


def test_unknown_version_is_not_accepted_nor_anything_by_nobody() -> None:
    with pytest.raises(errors.TermsNotFound), writing():
        terms.accept_terms(actor=make_actor("anna"), version="9")
    _publish("1")
    with pytest.raises(errors.NotAllowed), writing():
        terms.accept_terms(actor=ANONYMOUS, version="1")


def test_invitation_opens_the_account_it_promises_once() -> None:
    with writing():
        made = invitations.invite_person(actor=OPERATOR, email="Dora@Example.org", is_certified=True)
    user = _accept(made.secret)
    assert (user.email, user.is_certified, user.is_administrator) == ("dora@example.org", True, False)
    with pytest.raises(errors.InvitationNotUsable, match="used already"):
        _accept(made.secret, "dora2")


def test_invitation_secret_is_kept_nowhere() -> None:
    with writing():
        made = invitations.invite_person(actor=OPERATOR, email="dora@example.org")
    assert made.secret not in str(list(AccountInvitation.objects.values()))


def test_failed_acceptance_leaves_the_invitation_open() -> None:
    make_actor("taken")
    with writing():
        made = invitations.invite_person(actor=OPERATOR, email="dora@example.org")
    with pytest.raises(errors.NameIsTaken):
        _accept(made.secret, "taken")
    assert _accept(made.secret).username == "dora"


def test_invitation_ends_when_revoked_expired_or_repeated() -> None:
    with writing():
        first = invitations.invite_person(actor=OPERATOR, email="dora@example.org")
        second = invitations.invite_person(actor=OPERATOR, email="dora@example.org")
    with pytest.raises(errors.InvitationNotUsable, match="taken back"):
        queries.find_invitation(first.secret)
    AccountInvitation.objects.filter(pk=second.invitation.pk).update(expires_on=clock.now() - timedelta(seconds=1))
    with pytest.raises(errors.InvitationNotUsable, match="expired"):
        queries.find_invitation(second.secret)
    with pytest.raises(errors.InvitationNotUsable, match="not one that this server made"):
        queries.find_invitation("guess")


def test_invitation_for_somebody_with_an_account_is_refused() -> None:
    make_actor("anna")
    with pytest.raises(errors.EmailIsTaken), writing():
        invitations.invite_person(actor=OPERATOR, email="anna@example.org")


def test_invitation_by_others_is_refused() -> None:
    with pytest.raises(errors.NotAllowed), writing():
        invitations.invite_person(actor=make_actor("anna"), email="dora@example.org")
