"""Invitations into teams, and requests to be let in."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.teams import read_team_id
from theatrum.doors.api.views import teams as view
from theatrum.doors.api.wire import teams as wire
from theatrum.kernel.ids import parse_number
from theatrum.kernel.paging import page
from theatrum.repository.accounts import joining
from theatrum.repository.accounts.actions import memberships
from theatrum.repository.accounts.errors import MembershipInvitationNotFound, MembershipRequestNotFound

repo = Routes(tag="memberships")


@repo.post("/membershipInvitation", status=201, writes=True)
def invite(request: ApiRequest, body: wire.InvitationRequest) -> wire.MembershipInvitation:
    """Invite somebody into a team."""
    invitation = memberships.invite_member(
        actor=request.actor,
        team_id=read_team_id(body.team_id),
        invitee_id=_user_id(body.invitee_id),
        invitee_email=body.invitee_email or "",
        message=body.message or "",
        expires_on=body.expires_on,
    )
    return view.invitation(invitation)


@repo.delete("/membershipInvitation/{invitation_id}", status=204, writes=True)
def delete_invitation(request: ApiRequest, invitation_id: str) -> None:
    """Take an invitation back, or decline it; without effect for one that is gone."""
    number = parse_number(invitation_id, what="invitation id")
    try:
        memberships.delete_membership_invitation(actor=request.actor, invitation_id=number)
    except MembershipInvitationNotFound:
        return


@repo.get("/team/{team_id}/openInvitation")
def list_team_invitations(
    request: ApiRequest, team_id: str, inviteeId: str | None = None, limit: int = 10, offset: int = 0
) -> wire.MembershipInvitationPage:
    """List a team's open invitations."""
    window = page(limit, offset, cap=100)
    found = joining.visible_invitations(request.actor, read_team_id(team_id), invitee_id=_user_id(inviteeId))
    invitations = [view.invitation(each) for each in found[window.offset : window.end]]
    return wire.MembershipInvitationPage(results=invitations, total_number_of_results=found.count())


@repo.get("/user/{user_id}/openInvitation")
def list_invitations_of_user(
    request: ApiRequest, user_id: str, teamId: str | None = None, limit: int = 10, offset: int = 0
) -> wire.MembershipInvitationPage:
    """List the open invitations of who asks."""
    window = page(limit, offset, cap=100)
    found = joining.invitations_of(request.actor, parse_number(user_id, what="user id"))
    if teamId:
        found = found.filter(team_id=read_team_id(teamId))
    invitations = [view.invitation(each) for each in found[window.offset : window.end]]
    return wire.MembershipInvitationPage(results=invitations, total_number_of_results=found.count())


@repo.post("/membershipRequest", status=201, writes=True)
def request_membership(request: ApiRequest, body: wire.RequestForMembership) -> wire.MembershipRequest:
    """Ask to be let into a team."""
    asked = memberships.request_membership(
        actor=request.actor,
        team_id=read_team_id(body.team_id),
        user_id=_user_id(body.user_id),
        message=body.message or "",
        expires_on=body.expires_on,
    )
    return view.request(asked)


@repo.delete("/membershipRequest/{request_id}", status=204, writes=True)
def delete_request(request: ApiRequest, request_id: str) -> None:
    """Take a request back, or decline it; without effect for one that is gone."""
    number = parse_number(request_id, what="request id")
    try:
        memberships.delete_membership_request(actor=request.actor, request_id=number)
    except MembershipRequestNotFound:
        return


@repo.get("/team/{team_id}/openRequest")
def list_team_requests(
    request: ApiRequest, team_id: str, requestorId: str | None = None, limit: int = 10, offset: int = 0
) -> wire.MembershipRequestPage:
    """List the open requests to be let into a team, for its managers."""
    window = page(limit, offset, cap=100)
    found = joining.requests_to(request.actor, read_team_id(team_id), user_id=_user_id(requestorId))
    requests = [view.request(each) for each in found[window.offset : window.end]]
    return wire.MembershipRequestPage(results=requests, total_number_of_results=found.count())


@repo.get("/user/{user_id}/openRequest")
def list_requests_of_user(
    request: ApiRequest, user_id: str, teamId: str | None = None, limit: int = 10, offset: int = 0
) -> wire.MembershipRequestPage:
    """List the open requests of who asks."""
    window = page(limit, offset, cap=100)
    team_id = read_team_id(teamId) if teamId else None
    found = joining.requests_of(request.actor, parse_number(user_id, what="user id"), team_id=team_id)
    requests = [view.request(each) for each in found[window.offset : window.end]]
    return wire.MembershipRequestPage(results=requests, total_number_of_results=found.count())


def _user_id(text: str | None) -> int | None:
    return parse_number(text, what="user id") if text else None
