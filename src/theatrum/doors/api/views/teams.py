"""Teams, their members, invitations and requests as the wire shows them."""

from collections.abc import Sequence

from theatrum.doors.api.wire import teams as wire
from theatrum.doors.api.wire.users import UserGroupHeader
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.models import MembershipInvitation, MembershipRequest, Team, TeamMember


def page(teams: Sequence[Team], *, total: int) -> wire.TeamPage:
    """Return a page of teams."""
    return wire.TeamPage(results=[team(one) for one in teams], total_number_of_results=total)


def team(stored: Team) -> wire.Team:
    """Return a team."""
    return wire.Team(
        id=str(stored.pk),
        name=stored.name,
        description=stored.description,
        can_public_join=stored.can_public_join,
        can_request_membership=stored.can_request_membership,
        etag=stored.etag,
        created_on=stored.created_on,
        created_by=str(stored.created_by),
        modified_on=stored.modified_on,
        modified_by=str(stored.modified_by),
    )


def member(stored: TeamMember) -> wire.TeamMember:
    """Return a membership, as ``queries.members`` loads it."""
    header = queries.user_header(stored.user)
    return wire.TeamMember(
        team_id=str(stored.team_id),
        # Annotated by queries.members.
        is_admin=bool(getattr(stored, "is_manager", False)),
        member=UserGroupHeader(
            owner_id=str(header.id),
            user_name=header.name,
            is_individual=True,
            first_name=header.first_name,
            last_name=header.last_name,
        ),
    )


def invitation(stored: MembershipInvitation) -> wire.MembershipInvitation:
    """Return an invitation into a team."""
    return wire.MembershipInvitation(
        id=str(stored.pk),
        team_id=str(stored.team_id),
        invitee_id=str(stored.invitee_id) if stored.invitee_id else None,
        invitee_email=stored.invitee_email or None,
        message=stored.message or None,
        expires_on=stored.expires_on,
        created_on=stored.created_on,
        created_by=str(stored.created_by),
    )


def request(stored: MembershipRequest) -> wire.MembershipRequest:
    """Return a request to be let into a team."""
    return wire.MembershipRequest(
        id=str(stored.pk),
        team_id=str(stored.team_id),
        user_id=str(stored.user_id),
        message=stored.message or None,
        expires_on=stored.expires_on,
        created_on=stored.created_on,
        created_by=str(stored.created_by),
    )
