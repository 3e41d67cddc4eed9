"""Invitations into teams, and requests to be let in."""

from datetime import datetime

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.access.queries import may, require
from theatrum.repository.accounts import joining, policy, queries
from theatrum.repository.accounts.errors import MembershipIsInvalid, NotAllowed
from theatrum.repository.accounts.models import MembershipInvitation, MembershipRequest
from theatrum.repository.audit import actions as audit


def invite_member(
    *,
    actor: Actor,
    team_id: int,
    invitee_id: int | None = None,
    invitee_email: str = "",
    message: str = "",
    expires_on: datetime | None = None,
) -> MembershipInvitation:
    """Ask a person (by id or address) into a team.

    Raises TeamNotFound, UserNotFound, AccessDenied, EmailIsInvalid, MembershipIsInvalid.
    """
    team = queries.find_team(team_id)
    require(actor, Permission.TEAM_MEMBERSHIP_UPDATE, team)
    if (invitee_id is None) == (not invitee_email):
        raise MembershipIsInvalid(reason="One and only one of the fields 'inviteeId' and 'inviteeEmail' is required.")
    invitee = queries.find_user(invitee_id) if invitee_id is not None else None
    invitation = MembershipInvitation.objects.create(
        team=team,
        invitee=invitee,
        invitee_email=policy.valid_email(invitee_email) if invitee_email else "",
        message=message,
        created_on=clock.now(),
        created_by=actor.id,
        expires_on=expires_on,
    )
    facts = {"user": invitee_id, "email": invitation.invitee_email}
    audit.record(actor.id, "team_member_invited", subject_kind="team", subject_id=team_id, after=facts)
    return invitation


def delete_membership_invitation(*, actor: Actor, invitation_id: int) -> None:
    """Take an invitation back, or decline it. Raises MembershipInvitationNotFound, NotAllowed."""
    invitation = joining.find_invitation(invitation_id)
    is_mine = invitation.invitee_id is not None and invitation.invitee_id == actor.id
    if not is_mine and not may(actor, Permission.TEAM_MEMBERSHIP_UPDATE, invitation.team):
        raise NotAllowed(reason="Cannot delete membership invitation.")
    audit.record(
        actor.id,
        "team_invitation_deleted",
        subject_kind="team",
        subject_id=invitation.team_id,
        before={"user": invitation.invitee_id, "email": invitation.invitee_email},
    )
    invitation.delete()


def request_membership(
    *,
    actor: Actor,
    team_id: int,
    user_id: int | None = None,
    message: str = "",
    expires_on: datetime | None = None,
) -> MembershipRequest:
    """Ask to be let into a team; an administrator may ask for somebody else.

    Raises TeamNotFound, UserNotFound, NotAllowed, MembershipIsInvalid.
    """
    wanted = actor.id if user_id is None else user_id
    policy.require_self_or_administrator(actor, wanted, to="ask for membership")
    team, user = queries.readable_team(actor, team_id), queries.find_user(wanted)
    if team.can_public_join:
        raise MembershipIsInvalid(
            reason="This team is already open for the public to join, membership requests are not needed."
        )
    if not team.can_request_membership:
        raise MembershipIsInvalid(reason="This team has been closed to new membership requests.")
    request = MembershipRequest.objects.create(
        team=team,
        user=user,
        message=message,
        created_on=clock.now(),
        created_by=actor.id,
        expires_on=expires_on,
    )
    audit.record(actor.id, "team_requested", subject_kind="team", subject_id=team_id, after={"user": wanted})
    return request


def delete_membership_request(*, actor: Actor, request_id: int) -> None:
    """Take a request back, or decline it. Raises MembershipRequestNotFound, NotAllowed."""
    request = joining.find_request(request_id)
    if request.user_id != actor.id and not may(actor, Permission.TEAM_MEMBERSHIP_UPDATE, request.team):
        raise NotAllowed(reason=f"Unauthorized to DELETE membership request {request_id}")
    before = {"user": request.user_id}
    audit.record(actor.id, "team_request_deleted", subject_kind="team", subject_id=request.team_id, before=before)
    request.delete()
