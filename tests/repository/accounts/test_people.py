"""Opening accounts, profiles, certification, closing."""

import pytest
from allauth.account.models import EmailAddress

from tests.factories.accounts import make_actor, make_user
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import ANONYMOUS
from theatrum.repository.accounts import errors, queries
from theatrum.repository.accounts.actions import people, teams
from theatrum.repository.accounts.models import Principal
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.audit.queries import broken_links, events_about

pytestmark = pytest.mark.django_db


def test_principals_of_nobody_are_seeded() -> None:
    seeded = dict(Principal.objects.filter(pk__lt=3_300_000).values_list("pk", "is_individual"))
    assert {1: True, 273948: False, 273949: False, 273950: True}.items() <= seeded.items()


def test_user_created_is_remembered_and_verified() -> None:
    user = make_user("anna")
    assert EmailAddress.objects.get(user=user).verified
    assert [event.action for event in events_about("user", user.pk)] == ["user_created"]
    assert list(broken_links()) == []


def test_password_hash_never_stands_in_the_log() -> None:
    user = make_user("anna")
    event = events_about("user", user.pk).get()
    assert event.after is not None
    assert "argon2" not in str(event.after.content)


@pytest.mark.parametrize("name", ["ab", "a b c", "änne", "", "a/b/c", "x" * 151])
def test_user_name_against_the_rules_is_refused(name: str) -> None:
    with pytest.raises(errors.NameIsInvalid, match="User names can only contain"), writing():
        people.create_user(actor=OPERATOR, username=name, email="a@example.org")


@pytest.mark.parametrize(
    "address", ["", "anna", "anna@", "@example.org", "a b@example.org", "a@ex ample.org", "a" * 250 + "@x.org"]
)
def test_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(errors.EmailIsInvalid), writing():
        people.create_user(actor=OPERATOR, username="anna", email=address)


def test_user_name_is_taken_in_any_case_by_people_and_teams() -> None:
    actor = make_actor("anna")
    with writing():
        teams.create_team(actor=actor, name="wranglers")
    for name in ("ANNA", "Wranglers", "Public"):
        with pytest.raises(errors.NameIsTaken, match=f"Name {name} is already used"), writing():
            people.create_user(actor=OPERATOR, username=name, email="new@example.org")


def test_address_of_another_account_is_refused_in_any_case() -> None:
    make_user("anna")
    with pytest.raises(errors.EmailIsTaken), writing():
        people.create_user(actor=OPERATOR, username="other", email="ANNA@Example.org")


def test_create_user_by_others_than_administrators_is_refused() -> None:
    for actor in (make_actor("anna"), ANONYMOUS):
        with pytest.raises(errors.NotAllowed), writing():
            people.create_user(actor=actor, username="more", email="more@example.org")


def test_profile_changes_once_for_one_etag() -> None:
    user = make_user("anna")
    actor = queries.actor_of(user)
    with writing():
        changed = people.update_profile(actor=actor, user_id=user.pk, etag=user.etag, company="Lab", username="anna.b")
    assert (changed.company, changed.username) == ("Lab", "anna.b")
    assert changed.etag != user.etag
    with pytest.raises(errors.ProfileIsStale), writing():
        people.update_profile(actor=actor, user_id=user.pk, etag=user.etag, company="Other")


def test_profile_of_somebody_else_is_refused() -> None:
    anna, ben = make_user("anna"), make_actor("ben")
    with pytest.raises(errors.NotAllowed, match="Only owner or administrator may update UserProfile"), writing():
        people.update_profile(actor=ben, user_id=anna.pk, etag=None, company="Lab")


def test_certified_by_an_administrator_only() -> None:
    anna, admin = make_user("anna"), make_actor("admin", is_administrator=True)
    with pytest.raises(errors.NotAllowed), writing():
        people.certify_user(actor=queries.actor_of(anna), user_id=anna.pk, is_certified=True)
    with writing():
        people.certify_user(actor=admin, user_id=anna.pk, is_certified=True)
    assert queries.actor_of(queries.find_user(anna.pk)).is_certified


def test_closed_account_has_no_rights_left() -> None:
    anna, admin = make_user("anna"), make_actor("admin", is_administrator=True)
    with writing():
        people.open_account(actor=admin, user_id=anna.pk, is_active=False)
    assert queries.actor_of(queries.find_user(anna.pk)) == ANONYMOUS


def test_last_administrator_stays_open() -> None:
    admin = make_actor("admin", is_administrator=True)
    with pytest.raises(errors.LastAdministratorStays, match="last active administrator"), writing():
        people.open_account(actor=admin, user_id=admin.id, is_active=False)


def test_last_administrator_stays_one() -> None:
    admin = make_actor("admin", is_administrator=True)
    with pytest.raises(errors.LastAdministratorStays), writing():
        people.appoint_administrator(actor=admin, user_id=admin.id, is_administrator=False)


def test_unknown_person_is_not_found() -> None:
    with pytest.raises(errors.UserNotFound):
        queries.find_user(99)
    with pytest.raises(errors.UserNotFound):
        queries.find_user_by_name("nobody")


def test_name_claimed_at_the_same_moment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("anna")
    # As if the look before the write had come a moment earlier than somebody else's commit.
    monkeypatch.setattr(queries, "name_is_taken", lambda *_, **__: False)
    with pytest.raises(errors.NameIsTaken), writing():
        people.create_user(actor=OPERATOR, username="ANNA", email="other@example.org")
    ben = make_actor("ben")
    with pytest.raises(errors.NameIsTaken), writing():
        people.update_profile(actor=ben, user_id=ben.id, etag=None, username="Anna")
    with pytest.raises(errors.NameIsTaken), writing():
        teams.create_team(actor=ben, name="anna")


def test_name_given_up_is_free() -> None:
    anna = make_actor("anna")
    with writing():
        people.update_profile(actor=anna, user_id=anna.id, etag=None, username="anna.b")
    with writing():
        people.create_user(actor=OPERATOR, username="anna", email="other@example.org")
