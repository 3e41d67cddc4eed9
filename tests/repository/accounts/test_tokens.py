"""Personal access tokens."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import make_actor, make_user
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts import errors, queries
from theatrum.repository.accounts.actions import people, tokens
from theatrum.repository.accounts.models import AccessToken
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.audit.models import Payload

pytestmark = pytest.mark.django_db


def _make(actor: Actor, name: str = "laptop", **facts: object) -> tokens.NewToken:
    with writing():
        return tokens.create_token(
            actor=actor,
            user_id=actor.id,
            name=name,
            **{"scopes": list(Scope), **facts},  # type: ignore[arg-type]  # named in each test
        )


def test_token_speaks_for_its_owner_within_its_scopes() -> None:
    anna = make_actor("anna")
    actor = tokens.token_actor(_make(anna, scopes=["view"]).text)
    assert actor.id == anna.id
    assert actor.principal_ids == anna.principal_ids
    assert actor.scopes == {Scope.VIEW}


def test_token_text_is_kept_nowhere() -> None:
    made = _make(make_actor("anna"))
    assert made.text.startswith("thm_")
    assert len(made.text) >= 4 + 43
    stored = str(list(AccessToken.objects.values())) + str(list(Payload.objects.values_list("content", flat=True)))
    assert made.text not in stored
    assert made.text[len(made.token.hint) :] not in stored


@pytest.mark.parametrize("text", ["", "thm_", "thm_unknown", "\ud800", "x" * 10_000])
def test_unknown_token_is_refused(text: str) -> None:
    with pytest.raises(errors.TokenIsInvalid, match="Invalid access token"):
        tokens.token_actor(text)


def test_revoked_token_is_refused_at_once() -> None:
    anna = make_actor("anna")
    made = _make(anna)
    with writing():
        tokens.revoke_token(actor=anna, token_id=made.token.pk)
        tokens.revoke_token(actor=anna, token_id=made.token.pk)
    with pytest.raises(errors.TokenIsInvalid, match="revoked"):
        tokens.token_actor(made.text)


def test_expired_token_is_refused() -> None:
    made = _make(make_actor("anna"), expires_on=clock.now() + timedelta(days=1))
    AccessToken.objects.update(expires_on=clock.now() - timedelta(seconds=1))
    with pytest.raises(errors.TokenIsInvalid, match="expired"):
        tokens.token_actor(made.text)


def test_token_of_a_closed_account_is_refused() -> None:
    anna = make_actor("anna")
    made = _make(anna)
    with writing():
        people.open_account(actor=OPERATOR, user_id=anna.id, is_active=False)
    with pytest.raises(errors.TokenIsInvalid, match="closed"):
        tokens.token_actor(made.text)


def test_last_use_is_written_once_a_minute(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = _make(make_actor("anna"))
    tokens.token_actor(made.text)
    first = AccessToken.objects.get().last_used_on
    assert first is not None
    with django_assert_num_queries(2):  # the token with its owner, and the owner's teams
        tokens.token_actor(made.text)
    assert AccessToken.objects.get().last_used_on == first
    AccessToken.objects.update(last_used_on=first - timedelta(minutes=2))
    tokens.token_actor(made.text)
    assert AccessToken.objects.get().last_used_on >= first  # type: ignore[operator]  # just written


@pytest.mark.parametrize(
    "facts",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"scopes": []},
        {"scopes": ["view", "everything"]},
        {"expires_on": clock.now() - timedelta(days=1)},
    ],
)
def test_token_asked_for_wrongly_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(errors.TokenRequestIsInvalid):
        _make(make_actor("anna"), **facts)  # type: ignore[arg-type]  # wrong on purpose


def test_name_serves_again_after_revoking() -> None:
    anna = make_actor("anna")
    made = _make(anna)
    with pytest.raises(errors.TokenRequestIsInvalid, match="already"):
        _make(anna)
    with writing():
        tokens.revoke_token(actor=anna, token_id=made.token.pk)
    _make(anna)


def test_token_for_somebody_else_is_refused() -> None:
    anna = make_user("anna")
    for other in (make_actor("ben"), make_actor("admin", is_administrator=True)):
        with pytest.raises(errors.NotAllowed), writing():
            tokens.create_token(actor=other, user_id=anna.pk, name="x", scopes=["view"])


def test_token_of_somebody_else_is_not_found() -> None:
    made, ben = _make(make_actor("anna")), make_actor("ben")
    with pytest.raises(errors.TokenNotFound), writing():
        tokens.revoke_token(actor=ben, token_id=made.token.pk)


def test_token_without_modify_makes_no_tokens() -> None:
    anna = make_actor("anna")
    viewer = tokens.token_actor(_make(anna, scopes=["view"]).text)
    with pytest.raises(errors.NotAllowed, match="modify"):
        _make(viewer, name="more")
    assert queries.tokens_of(anna.id).count() == 1
