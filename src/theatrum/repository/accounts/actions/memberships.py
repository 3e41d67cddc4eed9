"""Invitations into teams, as the wire knows them."""

from datetime import datetime

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.access.queries import may, require
from theatrum.repository.accounts import policy, queries
from theatrum.repository.accounts.errors import MembershipInvitationNotFound, NotAllowed
from theatrum.repository.accounts.models import MembershipInvitation
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

    Raises TeamNotFound, UserNotFound, AccessDenied, EmailIsInvalid, NotAllowed.
    """
    team = queries.find_team(team_id)
    require(actor, Permission.TEAM_MEMBERSHIP_UPDATE, team)
    if (invitee_id is None) == (not invitee_email):
        raise NotAllowed(reason="Name the invitee either by id or by e-mail address.")
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
    invitation = queries.find_membership_invitation(invitation_id)
    is_mine = invitation.invitee_id is not None and invitation.invitee_id == actor.id
    if not is_mine and not may(actor, Permission.TEAM_MEMBERSHIP_UPDATE, invitation.team):
        raise MembershipInvitationNotFound(id=invitation_id)
    audit.record(
        actor.id,
        "team_invitation_deleted",
        subject_kind="team",
        subject_id=invitation.team_id,
        before={"user": invitation.invitee_id, "email": invitation.invitee_email},
    )
    invitation.delete()
