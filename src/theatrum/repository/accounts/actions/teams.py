"""Teams: making, changing and ending them, and who is in them.

A team's managers are those whom its own ACL grants TEAM_MEMBERSHIP_UPDATE.
"""

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access import actions as access
from theatrum.repository.access.models import Acl, AclEntry
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, Actor, Permission, Scope
from theatrum.repository.access.queries import find_acl, may, require
from theatrum.repository.accounts import joining, policy, queries
from theatrum.repository.accounts.actions import keeping
from theatrum.repository.accounts.actions.naming import claiming, require_free_name, require_open_name
from theatrum.repository.accounts.errors import (
    LastManagerStays,
    LastMemberStays,
    NotAllowed,
    ProfileIsStale,
    TeamIsReferenced,
)
from theatrum.repository.accounts.models import (
    MembershipInvitation,
    MembershipRequest,
    Principal,
    Team,
    TeamMember,
)
from theatrum.repository.audit import actions as audit

MEMBER = frozenset({Permission.READ, Permission.SEND_MESSAGE})
MANAGER = MEMBER | {Permission.UPDATE, Permission.DELETE, Permission.TEAM_MEMBERSHIP_UPDATE}


def create_team(
    *,
    actor: Actor,
    name: str,
    description: str = "",
    can_public_join: bool = False,
    can_request_membership: bool = True,
    joins: bool = True,
) -> Team:
    """Make a team whose manager is the actor, and, if they join, its first member.

    Raises NotAllowed, NameIsInvalid, NameIsTaken.
    """
    if actor.is_anonymous or Scope.MODIFY not in actor.scopes:
        raise NotAllowed(reason="Anonymous user cannot create Team.")
    name, moment = _free_name(name), clock.now()
    require_open_name(actor, name)
    with claiming(name):
        team = Team.objects.create(
            is_individual=False,
            name_key=policy.name_key(name),
            name=name,
            description=description,
            can_public_join=can_public_join,
            can_request_membership=can_request_membership,
            etag=new_etag(),
            created_on=moment,
            created_by=actor.id,
            modified_on=moment,
            modified_by=actor.id,
        )
    grants = {actor.id: MANAGER, team.pk: MEMBER, AUTHENTICATED_USERS: MEMBER}
    access.create_acl(actor=actor, kind="team", owner_id=team.pk, grants=grants)
    if joins and queries.is_person(actor.id):
        TeamMember.objects.create(team=team, user_id=actor.id)
    audit.record(actor.id, "team_created", subject_kind="team", subject_id=team.pk, after={"name": name})
    return team


def update_team(
    *,
    actor: Actor,
    team_id: int,
    etag: str | None,
    name: str,
    description: str,
    can_public_join: bool,
    can_request_membership: bool,
) -> Team:
    """Change a team if the etag is still the one that was read.

    Raises TeamNotFound, AccessDenied, NameIsInvalid, NameIsTaken, ProfileIsStale.
    """
    team = queries.find_team(team_id)
    require(actor, Permission.UPDATE, team)
    name = _free_name(name, except_id=team_id)
    if name != team.name:
        keeping.require_free(team)
        require_open_name(actor, name)
    new = {
        "name": name,
        "description": description,
        "can_public_join": can_public_join,
        "can_request_membership": can_request_membership,
    }
    old = {field: getattr(team, field) for field in new}
    expected = team.etag if etag is None else etag
    with claiming(name):
        stored = Team.objects.filter(pk=team_id, etag=expected)
        if not stored.update(etag=new_etag(), modified_on=clock.now(), modified_by=actor.id, **new):
            raise ProfileIsStale(id=team_id)
        Principal.objects.filter(pk=team_id).update(name_key=policy.name_key(name))
    audit.record(actor.id, "team_changed", subject_kind="team", subject_id=team_id, before=old, after=new)
    return queries.find_team(team_id)


def delete_team(*, actor: Actor, team_id: int) -> None:
    """End a team with which nothing is shared. Raises TeamNotFound, AccessDenied, TeamIsReferenced."""
    team = queries.find_team(team_id)
    require(actor, Permission.DELETE, team)
    own = find_acl("team", team_id)
    if AclEntry.objects.filter(principal_id=team_id).exclude(acl=own).exists():
        raise TeamIsReferenced(id=team_id)
    if own is not None:
        access.delete_acl(actor=actor, acl=own)
    team.delete()
    audit.record(actor.id, "team_deleted", subject_kind="team", subject_id=team_id, before={"name": team.name})


def replace_team_acl(*, actor: Actor, team_id: int, etag: str | None, grants: access.Grants) -> Acl:
    """Replace the ACL of a team, and so its managers.

    Raises TeamNotFound, AccessDenied, AclIsStale, AclIsInvalid.
    """
    require(actor, Permission.UPDATE, queries.find_team(team_id))
    return access.replace_acl(actor=actor, acl=queries.team_acl(team_id), etag=etag, grants=grants)


def add_member(*, actor: Actor, team_id: int, user_id: int) -> bool:
    """Put a person into a team; False if they were in it.

    Managers add anybody; people add themselves where the team is open or has invited them.
    Raises TeamNotFound, UserNotFound, NotAllowed.
    """
    team, user = queries.find_team(team_id), queries.find_user(user_id)
    if not team.members.filter(user=user).exists():
        if reason := joining.why_not_added(actor, team, user_id):
            raise NotAllowed(reason=reason)
        keeping.require_free(team)
    _, is_new = TeamMember.objects.get_or_create(team=team, user=user)
    MembershipInvitation.objects.filter(team=team, invitee=user).delete()
    MembershipRequest.objects.filter(team=team, user=user).delete()
    if is_new:
        audit.record(actor.id, "team_member_added", subject_kind="team", subject_id=team_id, after={"user": user_id})
    return is_new


def remove_member(*, actor: Actor, team_id: int, user_id: int) -> None:
    """Take a person out of a team and its ACL; somebody not in it stays out.

    Raises TeamNotFound, NotAllowed, LastMemberStays, LastManagerStays.
    """
    team = queries.find_team(team_id)
    if actor.id != user_id and not may(actor, Permission.TEAM_MEMBERSHIP_UPDATE, team):
        raise NotAllowed(reason="Cannot remove member from Team.")
    # Locked: two members who leave at one moment must not leave nobody.
    remaining = set(team.members.select_for_update().order_by("pk").values_list("user_id", flat=True))
    if user_id not in remaining:
        return
    keeping.require_free(team)
    if remaining == {user_id}:
        raise LastMemberStays
    _remove_from_acl(actor, find_acl("team", team_id), user_id)
    team.members.filter(user_id=user_id).delete()
    audit.record(actor.id, "team_member_removed", subject_kind="team", subject_id=team_id, before={"user": user_id})


def appoint_manager(*, actor: Actor, team_id: int, user_id: int) -> None:
    """Make a member a manager of the team. Raises TeamNotFound, UserNotFound, AccessDenied, NotAllowed."""
    team = queries.find_team(team_id)
    require(actor, Permission.TEAM_MEMBERSHIP_UPDATE, team)
    if not team.members.filter(user_id=user_id).exists():
        raise NotAllowed(reason=f"{user_id} is not a member of the team. Add them first.")
    acl = find_acl("team", team_id)
    if acl is not None:
        grants = access.grants_of(acl) | {user_id: MANAGER}
        access.replace_acl(actor=actor, acl=acl, etag=None, grants=grants)


def dismiss_manager(*, actor: Actor, team_id: int, user_id: int) -> None:
    """Let a manager be an ordinary member. Raises TeamNotFound, AccessDenied, LastManagerStays."""
    team = queries.find_team(team_id)
    require(actor, Permission.TEAM_MEMBERSHIP_UPDATE, team)
    _remove_from_acl(actor, find_acl("team", team_id), user_id)


def _remove_from_acl(actor: Actor, acl: Acl | None, user_id: int) -> None:
    grants = access.grants_of(acl) if acl is not None else {}
    if acl is None or user_id not in grants:
        return
    del grants[user_id]
    if not any(Permission.TEAM_MEMBERSHIP_UPDATE in permissions for permissions in grants.values()):
        raise LastManagerStays
    access.replace_acl(actor=actor, acl=acl, etag=None, grants=grants)


def _free_name(name: str, *, except_id: int = 0) -> str:
    name = policy.valid_team_name(name)
    require_free_name(name, except_id=except_id)
    return name
