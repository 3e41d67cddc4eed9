"""Personnel forms by e-mail address: of who has an account, and of who is invited to open one."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.centers import appointed
from tests.factories.entities import make_person
from theatrum.consortium.centers import affiliations, expecting, lapsing
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.centers.errors import AffiliationIsInvalid, AffiliationNotFound, NotEntitled
from theatrum.consortium.centers.expecting import Filed, file_person, invite_again, withdraw_expected
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.events.models import Event
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions.invitations import accept_invitation, invite_person
from theatrum.repository.accounts.actions.people import appoint_administrator, open_account
from theatrum.repository.accounts.errors import EmailIsInvalid, InvitationNotUsable
from theatrum.repository.accounts.models import Team, User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of

pytestmark = pytest.mark.django_db(transaction=True)

TEAM = "HTAN2_Pancreas_contributors"


@pytest.fixture
def pi() -> Actor:
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id="HTA201")
    return appointed(OPERATOR, make_person("paula"), "center_pi", "HTA201")


def file(actor: Actor, email: str, role: str = "submitter", center_id: str = "HTA201") -> Filed:
    with writing():
        return file_person(actor=actor, profile=in_force(), email=email, center_id=center_id, role=role)


def accept(secret: str, name: str) -> User:
    with writing():
        return accept_invitation(secret=secret, username=name, first_name="D", last_name="E", password_hash="!")


def members() -> set[str]:
    return set(Team.objects.get(name=TEAM).members.values_list("user__username", flat=True))


def test_who_has_an_account_is_affiliated_at_once(pi: Actor) -> None:
    make_user("anna")
    filed = file(pi, "Anna@example.org")
    assert filed.affiliation is not None
    assert filed.invitation is None
    assert "anna" in members()


def test_who_has_none_is_invited_and_becomes_what_was_filed(pi: Actor) -> None:
    filed = file(pi, "dora@example.org", "data_wrangler")
    assert filed.expected is not None
    assert filed.invitation is not None
    assert [one.role for one in expecting.expected_at("HTA201")] == ["data_wrangler"]
    # Another form needs no other link, which would end the one that is in the mail.
    assert file(pi, "DORA@example.org", "submitter").invitation is None
    dora = accept(filed.invitation.secret, "dora")
    active = affiliations.active_of(dora.pk)
    assert {(one.role, one.filed_by) for one in active} == {("data_wrangler", pi.id), ("submitter", pi.id)}
    assert "dora" in members()
    assert not expecting.expected_at("HTA201").exists()


def test_form_that_is_taken_back_gives_nothing(pi: Actor) -> None:
    filed = file(pi, "dora@example.org")
    assert filed.expected is not None
    assert filed.invitation is not None
    with writing():
        withdraw_expected(actor=pi, profile=in_force(), expected_id=filed.expected.pk)
    dora = accept(filed.invitation.secret, "dora")
    assert affiliations.active_of(dora.pk) == []
    with pytest.raises(AffiliationNotFound), writing():
        withdraw_expected(actor=pi, profile=in_force(), expected_id=filed.expected.pk)


def test_another_link_keeps_what_an_administrator_promised(pi: Actor) -> None:
    with writing():
        first = invite_person(actor=OPERATOR, email="dora@example.org", is_certified=True)
    filed = file(pi, "dora@example.org")
    assert filed.invitation is None
    assert filed.expected is not None
    with writing():
        again = invite_again(actor=pi, profile=in_force(), expected_id=filed.expected.pk)
    with pytest.raises(InvitationNotUsable):
        accept(first.secret, "dora")
    assert accept(again.secret, "dora").is_certified


def test_only_who_represents_the_center_files(pi: Actor) -> None:
    submitter = appointed(OPERATOR, make_person("sam"), "submitter", "HTA201")
    other = appointed(OPERATOR, make_person("other"), "center_pi", "HTA202")
    for actor in (submitter, other, actor_of(make_user("stranger"))):
        with pytest.raises(NotEntitled):
            file(actor, "dora@example.org")
    filed = file(pi, "dora@example.org")
    assert filed.expected is not None
    with pytest.raises(AffiliationNotFound), writing():
        withdraw_expected(actor=other, profile=in_force(), expected_id=filed.expected.pk)
    with pytest.raises(NotEntitled), writing():
        invite_again(actor=submitter, profile=in_force(), expected_id=filed.expected.pk)


def test_what_cannot_be_filed_is_told(pi: Actor) -> None:
    file(pi, "dora@example.org")
    with pytest.raises(AffiliationIsInvalid, match="expected as Data Submitter of HTA201 already"):
        file(pi, "DORA@example.org")
    with pytest.raises(EmailIsInvalid):
        file(pi, "dora")


def test_form_gives_nothing_once_its_filer_represents_the_center_no_more(pi: Actor) -> None:
    filed = file(pi, "dora@example.org")
    assert filed.expected is not None
    assert filed.invitation is not None
    with writing():
        for one in affiliations.active_of(pi.id):
            end_affiliation(actor=OPERATOR, profile=in_force(), affiliation_id=one.pk, reason="Moved")
    assert "does not represent HTA201" in lapsing.why_lapsed(in_force(), filed.expected)
    dora = accept(filed.invitation.secret, "dora")
    assert affiliations.active_of(dora.pk) == []
    assert "dora" not in members()
    (lapsed,) = lapsing.lapsed_at("HTA201")
    assert "does not represent HTA201 any more" in lapsed.end_reason
    told = Event.objects.filter(topic="personnel").latest("pk")
    assert (told.people, told.center_id) == ([dora.pk], "HTA201")
    assert lapsed.end_reason in told.text


def test_lapsed_form_is_filed_again_by_who_represents_the_center_now(pi: Actor) -> None:
    filed = file(pi, "dora@example.org")
    assert filed.invitation is not None
    successor = appointed(OPERATOR, make_person("sue"), "center_pi", "HTA201")
    with writing():
        open_account(actor=OPERATOR, user_id=pi.id, is_active=False)
    file(successor, "dora@example.org")
    assert [one.filed_by for one in expecting.expected_at("HTA201")] == [successor.id]
    dora = accept(filed.invitation.secret, "dora")
    assert [one.filed_by for one in affiliations.active_of(dora.pk)] == [successor.id]
    # What was replaced before anybody came is no form that gave nothing.
    assert lapsing.lapsed_at("HTA201") == []


def test_who_is_to_represent_a_center_comes_as_long_as_their_filer_administers() -> None:
    make_person("other", is_administrator=True)
    admin = make_person("adam", is_administrator=True)
    with writing():
        ensure_center(actor=OPERATOR, profile=in_force(), center_id="HTA201")
    forms = [file(admin, f"{name}@example.org", "center_pi") for name in ("ann", "bob")]
    secrets = [form.invitation.secret for form in forms if form.invitation]
    assert affiliations.active_of(accept(secrets[0], "ann").pk)
    with writing():
        appoint_administrator(actor=OPERATOR, user_id=admin.id, is_administrator=False)
    assert affiliations.active_of(accept(secrets[1], "bob").pk) == []
