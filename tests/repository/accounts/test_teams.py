"""Teams and who is in them."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.accounts import make_actor
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.paging import Page
from theatrum.repository.access import actions as access
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import ANONYMOUS, Actor, Permission
from theatrum.repository.access.queries import find_acl
from theatrum.repository.accounts import errors, joining, queries
from theatrum.repository.accounts.actions import memberships, teams
from theatrum.repository.accounts.models import Team
from theatrum.repository.accounts.principals import OPERATOR

pytestmark = pytest.mark.django_db


def _team(actor: Actor, name: str = "HTA201 Wranglers", *, can_public_join: bool = False) -> Team:
    with writing():
        return teams.create_team(actor=actor, name=name, can_public_join=can_public_join)


def _member_ids(team: Team) -> list[int]:
    return [member.user_id for member in queries.members(team)]


def test_creator_is_member_and_manager() -> None:
    anna = make_actor("anna")
    member = queries.members(_team(anna)).get()
    assert (member.user_id, member.is_manager) == (anna.id, True)  # type: ignore[attr-defined]  # annotated


def test_member_acts_with_the_teams_id() -> None:
    anna = make_actor("anna")
    team = _team(anna)
    assert team.pk in queries.actor_of(queries.find_user(anna.id)).principal_ids


@pytest.mark.parametrize("name", ["ab", "", "team/1", "x" * 257])
def test_team_name_against_the_rules_is_refused(name: str) -> None:
    with pytest.raises(errors.NameIsInvalid, match="Team names"):
        _team(make_actor("anna"), name)


def test_team_name_is_taken_in_any_case() -> None:
    anna = make_actor("anna")
    _team(anna)
    with pytest.raises(errors.NameIsTaken):
        _team(anna, "hta201 WRANGLERS")


def test_team_by_nobody_is_refused() -> None:
    with pytest.raises(errors.NotAllowed, match="Anonymous user cannot create Team"):
        _team(ANONYMOUS)


def test_unknown_team_is_not_found_in_the_words_of_the_wire() -> None:
    with pytest.raises(errors.TeamNotFound, match="Team id: '404' does not exist"):
        queries.find_team(404)


def test_deleted_team_is_gone_with_its_acl_and_name() -> None:
    anna = make_actor("anna")
    team = _team(anna)
    with writing():
        teams.delete_team(actor=anna, team_id=team.pk)
    assert find_acl("team", team.pk) is None
    with pytest.raises(errors.TeamNotFound):
        queries.find_team(team.pk)
    _team(anna)


def test_team_that_something_is_shared_with_stays() -> None:
    anna = make_actor("anna")
    team = _team(anna)
    grants = {anna.id: frozenset({Permission.CHANGE_PERMISSIONS}), team.pk: frozenset({Permission.READ})}
    with writing():
        access.create_acl(actor=anna, kind="organization", owner_id=1, grants=grants)
    with pytest.raises(errors.TeamIsReferenced), writing():
        teams.delete_team(actor=anna, team_id=team.pk)


def test_strangers_neither_change_nor_delete() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    team = _team(anna)
    with pytest.raises(AccessDenied), writing():
        teams.delete_team(actor=ben, team_id=team.pk)
    with pytest.raises(errors.NotAllowed, match="team manager"), writing():
        teams.add_member(actor=ben, team_id=team.pk, user_id=make_actor("carla").id)
    with pytest.raises(errors.NotAllowed, match="Cannot remove member"), writing():
        teams.remove_member(actor=ben, team_id=team.pk, user_id=anna.id)


def test_manager_adds_and_removes() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    team = _team(anna)
    with writing():
        assert teams.add_member(actor=anna, team_id=team.pk, user_id=ben.id)
        assert not teams.add_member(actor=anna, team_id=team.pk, user_id=ben.id)
    assert _member_ids(team) == [anna.id, ben.id]
    with writing():
        teams.remove_member(actor=anna, team_id=team.pk, user_id=ben.id)
        teams.remove_member(actor=anna, team_id=team.pk, user_id=ben.id)
    assert _member_ids(team) == [anna.id]


def test_join_needs_an_invitation_or_an_open_team() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    closed, public = _team(anna), _team(anna, "Everybody", can_public_join=True)
    with pytest.raises(errors.NotAllowed, match="An invitation is required"), writing():
        teams.add_member(actor=ben, team_id=closed.pk, user_id=ben.id)
    with writing():
        memberships.invite_member(actor=anna, team_id=closed.pk, invitee_id=ben.id)
        teams.add_member(actor=ben, team_id=closed.pk, user_id=ben.id)
        teams.add_member(actor=ben, team_id=public.pk, user_id=ben.id)
    assert not joining.open_invitations(closed.pk).exists()


def test_expired_invitation_does_not_help() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    team = _team(anna)
    with writing():
        past = clock.now() - timedelta(days=1)
        memberships.invite_member(actor=anna, team_id=team.pk, invitee_id=ben.id, expires_on=past)
    with pytest.raises(errors.NotAllowed), writing():
        teams.add_member(actor=ben, team_id=team.pk, user_id=ben.id)


def test_invitation_is_declined_by_its_invitee_and_unseen_by_others() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    team = _team(anna)
    with writing():
        invitation = memberships.invite_member(actor=anna, team_id=team.pk, invitee_id=ben.id)
    with pytest.raises(errors.NotAllowed), writing():
        memberships.delete_membership_invitation(actor=make_actor("carla"), invitation_id=invitation.pk)
    with writing():
        memberships.delete_membership_invitation(actor=ben, invitation_id=invitation.pk)
    with pytest.raises(errors.MembershipInvitationNotFound):
        joining.find_invitation(invitation.pk)


def test_last_member_and_last_manager_stay() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    team = _team(anna)
    with pytest.raises(errors.LastMemberStays), writing():
        teams.remove_member(actor=anna, team_id=team.pk, user_id=anna.id)
    with writing():
        teams.add_member(actor=anna, team_id=team.pk, user_id=ben.id)
    with pytest.raises(errors.LastManagerStays), writing():
        teams.remove_member(actor=anna, team_id=team.pk, user_id=anna.id)
    with writing():
        teams.appoint_manager(actor=anna, team_id=team.pk, user_id=ben.id)
        teams.remove_member(actor=anna, team_id=team.pk, user_id=anna.id)
    assert _member_ids(team) == [ben.id]


def test_team_changes_once_for_one_etag() -> None:
    anna = make_actor("anna")
    team = _team(anna)
    new = {"description": "x", "can_public_join": True, "can_request_membership": False}
    with writing():
        changed = teams.update_team(actor=anna, team_id=team.pk, etag=team.etag, name="Renamed", **new)  # type: ignore[arg-type]  # as named
    assert changed.name == "Renamed"
    with pytest.raises(errors.ProfileIsStale), writing():
        teams.update_team(actor=anna, team_id=team.pk, etag=team.etag, name="Again", **new)  # type: ignore[arg-type]  # as named


def test_lists_hold_what_the_actor_may_read() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    open_team, hidden = _team(anna, "Open team"), _team(anna, "Hidden team")
    acl = find_acl("team", hidden.pk)
    assert acl is not None
    with writing():
        access.replace_acl(actor=anna, acl=acl, etag=None, grants={anna.id: teams.MANAGER, hidden.pk: teams.MEMBER})
    assert list(queries.teams(ben)) == [open_team]
    assert list(queries.teams(ANONYMOUS)) == []
    assert set(queries.teams(OPERATOR)) == {open_team, hidden}
    with pytest.raises(AccessDenied):
        queries.readable_team(ben, hidden.pk)
    assert list(queries.teams_of(ben, anna.id)) == [open_team]


@pytest.mark.parametrize("size", [1, 3])
def test_members_take_one_query(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    anna = make_actor("anna")
    team = _team(anna)
    with writing():
        for number in range(size - 1):
            teams.add_member(actor=anna, team_id=team.pk, user_id=make_actor(f"more{number}").id)
    with django_assert_num_queries(1):
        assert len([(member.user.username, member.is_manager) for member in queries.members(team)]) == size  # type: ignore[attr-defined]  # annotated


def test_members_filtered_by_role_and_name() -> None:
    anna, ben = make_actor("anna"), make_actor("ben")
    team = _team(anna)
    with writing():
        teams.add_member(actor=anna, team_id=team.pk, user_id=ben.id)
    assert [member.user_id for member in queries.members(team, is_manager=True)] == [anna.id]
    assert [member.user_id for member in queries.members(team, is_manager=False)] == [ben.id]
    assert [member.user_id for member in queries.members(team, fragment="be")] == [ben.id]


@pytest.mark.parametrize("size", [1, 3])
def test_headers_take_two_queries(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ids = [make_actor(f"person{number}").id for number in range(size)]
    with django_assert_num_queries(2):
        found = queries.headers([*ids, 273949, 12345])
    assert [header.id for header in found] == [*ids, 273949]
    assert found[-1].name == "PUBLIC"


def test_headers_by_prefix_hold_people_then_teams() -> None:
    anna = make_actor("anna")
    _team(anna, "Annotators")
    page = Page(limit=10, offset=0)
    assert [header.name for header in queries.headers_by_prefix("ann", page=page)] == ["anna", "Annotators"]
    assert [h.name for h in queries.headers_by_prefix("ANN", page=page, is_individual=False)] == ["Annotators"]
    assert [h.name for h in queries.headers_by_prefix("ann", page=Page(limit=1, offset=1))] == ["Annotators"]
