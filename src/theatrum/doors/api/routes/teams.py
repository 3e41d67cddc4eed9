"""Teams: lists, members, membership and invitations."""

from collections.abc import Sequence

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.wire import teams as wire
from theatrum.doors.api.wire.users import UserGroupHeader
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.kernel.paging import page
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions import memberships, teams
from theatrum.repository.accounts.errors import TeamNotFound
from theatrum.repository.accounts.models import MembershipInvitation, Team, TeamMember

repo = Routes(tag="teams")

_MEMBER_TYPES = {"ALL": None, "ADMIN": True, "MEMBER": False}


@repo.get("/teams")
def list_teams(
    request: ApiRequest, fragment: str = "", query: str = "", limit: int = 10, offset: int = 0
) -> wire.TeamPage:
    """List the teams that the actor may see, those whose name holds the fragment."""
    window = page(limit, offset, cap=100)
    found = queries.teams(request.actor, fragment=fragment or query)
    return _page(list(found[window.offset : window.end]), total=found.count())


@repo.post("/team", status=201, writes=True)
def create_team(request: ApiRequest, body: wire.TeamRequest) -> wire.Team:
    """Make a team; who makes it manages it."""
    team = teams.create_team(
        actor=request.actor,
        name=body.name,
        description=body.description or "",
        can_public_join=bool(body.can_public_join),
        can_request_membership=body.can_request_membership is not False,
    )
    return _team(team)


@repo.put("/team", writes=True)
def update_team(request: ApiRequest, body: wire.TeamRequest) -> wire.Team:
    """Change a team; what is absent stays as it is."""
    team = queries.readable_team(request.actor, _team_id(body.id))
    open_to_all, on_request = body.can_public_join, body.can_request_membership
    changed = teams.update_team(
        actor=request.actor,
        team_id=team.pk,
        etag=body.etag,
        name=body.name or team.name,
        description=team.description if body.description is None else body.description,
        can_public_join=team.can_public_join if open_to_all is None else open_to_all,
        can_request_membership=team.can_request_membership if on_request is None else on_request,
    )
    return _team(changed)


@repo.get("/team/{team_id}")
def get_team(request: ApiRequest, team_id: str) -> wire.Team:
    """Return a team."""
    return _team(queries.readable_team(request.actor, _team_id(team_id)))


@repo.delete("/team/{team_id}", status=204, writes=True)
def delete_team(request: ApiRequest, team_id: str) -> None:
    """Delete a team; without effect for one that is gone, as clients delete twice."""
    try:
        teams.delete_team(actor=request.actor, team_id=_team_id(team_id))
    except TeamNotFound:
        return


@repo.post("/teamList")
def get_teams(request: ApiRequest, body: wire.IdList) -> wire.TeamList:
    """Return teams by their ids; 404 if one is missing."""
    asked = [_team_id(text) for text in body.ids]
    known = {team.pk: team for team in queries.teams(request.actor).filter(pk__in=asked)}
    for number in asked:
        if number not in known:
            raise TeamNotFound(id=number)
    return wire.TeamList(teams=[_team(known[number]) for number in asked])


@repo.get("/user/{user_id}/team")
def list_teams_of_user(request: ApiRequest, user_id: str, limit: int = 10, offset: int = 0) -> wire.TeamPage:
    """List the teams of a person that the actor may see."""
    window = page(limit, offset, cap=100)
    found = queries.teams_of(request.actor, parse_number(user_id, what="user id"))
    return _page(list(found[window.offset : window.end]), total=found.count())


@repo.get("/teamMembers/{team_id}")
def list_members(
    request: ApiRequest,
    team_id: str,
    *,
    fragment: str = "",
    memberType: str = "ALL",
    limit: int = 10,
    offset: int = 0,
) -> wire.TeamMemberPage:
    """List a team's members."""
    window = page(limit, offset, cap=100)
    if memberType.upper() not in _MEMBER_TYPES:
        raise InvalidRequest(reason=f"memberType must be one of {', '.join(_MEMBER_TYPES)}, but was {memberType!r}.")
    team = queries.readable_team(request.actor, _team_id(team_id))
    found = queries.members(team, fragment=fragment, is_manager=_MEMBER_TYPES[memberType.upper()])
    members = [_member(member) for member in found[window.offset : window.end]]
    return wire.TeamMemberPage(results=members, total_number_of_results=found.count())


@repo.put("/team/{team_id}/member/{user_id}", status=204, writes=True)
def add_member(request: ApiRequest, team_id: str, user_id: str) -> None:
    """Add a person to a team."""
    number = parse_number(user_id, what="user id")
    teams.add_member(actor=request.actor, team_id=_team_id(team_id), user_id=number)


@repo.delete("/team/{team_id}/member/{user_id}", status=204, writes=True)
def remove_member(request: ApiRequest, team_id: str, user_id: str) -> None:
    """Take a person out of a team."""
    number = parse_number(user_id, what="user id")
    teams.remove_member(actor=request.actor, team_id=_team_id(team_id), user_id=number)


@repo.get("/team/{team_id}/member/{user_id}")
def get_member(request: ApiRequest, team_id: str, user_id: str) -> wire.TeamMember:
    """Return a person's membership."""
    team = queries.readable_team(request.actor, _team_id(team_id))
    member = queries.members(team).filter(user_id=parse_number(user_id, what="user id")).first()
    if member is None:
        raise TeamNotFound(id=f"{team.pk} (member {user_id})")
    return _member(member)


@repo.get("/team/{team_id}/member/{user_id}/membershipStatus")
def get_membership_status(request: ApiRequest, team_id: str, user_id: str) -> wire.TeamMembershipStatus:
    """Say how a person stands to a team."""
    team, number = queries.readable_team(request.actor, _team_id(team_id)), parse_number(user_id, what="user id")
    is_member, is_invited = team.members.filter(user_id=number).exists(), queries.is_invited(team.pk, number)
    can_join = not is_member and (is_invited or team.can_public_join)
    return wire.TeamMembershipStatus(
        team_id=str(team.pk),
        user_id=str(number),
        is_member=is_member,
        has_open_invitation=is_invited,
        can_join=can_join,
        membership_approval_required=not is_member and not can_join,
    )


@repo.post("/membershipInvitation", status=201, writes=True)
def invite(request: ApiRequest, body: wire.InvitationRequest) -> wire.MembershipInvitation:
    """Invite somebody into a team."""
    invitation = memberships.invite_member(
        actor=request.actor,
        team_id=_team_id(body.team_id),
        invitee_id=parse_number(body.invitee_id, what="user id") if body.invitee_id else None,
        invitee_email=body.invitee_email or "",
        message=body.message or "",
        expires_on=body.expires_on,
    )
    return _invitation(invitation)


@repo.delete("/membershipInvitation/{invitation_id}", status=204, writes=True)
def delete_invitation(request: ApiRequest, invitation_id: str) -> None:
    """Take an invitation back, or decline it."""
    number = parse_number(invitation_id, what="invitation id")
    memberships.delete_membership_invitation(actor=request.actor, invitation_id=number)


@repo.get("/team/{team_id}/openInvitation")
def list_open_invitations(
    request: ApiRequest,
    team_id: str,
    inviteeId: str | None = None,
    limit: int = 10,
    offset: int = 0,
) -> wire.MembershipInvitationPage:
    """List a team's open invitations."""
    window = page(limit, offset, cap=100)
    invitee = parse_number(inviteeId, what="user id") if inviteeId else None
    found = queries.visible_membership_invitations(request.actor, _team_id(team_id), invitee_id=invitee)
    invitations = [_invitation(each) for each in found[window.offset : window.end]]
    return wire.MembershipInvitationPage(results=invitations, total_number_of_results=found.count())


def _team_id(text: str | None) -> int:
    return parse_number(text, what="team id")


def _page(teams: Sequence[Team], *, total: int) -> wire.TeamPage:
    return wire.TeamPage(results=[_team(team) for team in teams], total_number_of_results=total)


def _team(team: Team) -> wire.Team:
    return wire.Team(
        id=str(team.pk),
        name=team.name,
        description=team.description,
        can_public_join=team.can_public_join,
        can_request_membership=team.can_request_membership,
        etag=team.etag,
        created_on=team.created_on,
        created_by=str(team.created_by),
        modified_on=team.modified_on,
        modified_by=str(team.modified_by),
    )


def _member(member: TeamMember) -> wire.TeamMember:
    header = queries.user_header(member.user)
    return wire.TeamMember(
        team_id=str(member.team_id),
        # Annotated by queries.members.
        is_admin=bool(getattr(member, "is_manager", False)),
        member=UserGroupHeader(
            owner_id=str(header.id),
            user_name=header.name,
            is_individual=True,
            first_name=header.first_name,
            last_name=header.last_name,
        ),
    )


def _invitation(invitation: MembershipInvitation) -> wire.MembershipInvitation:
    return wire.MembershipInvitation(
        id=str(invitation.pk),
        team_id=str(invitation.team_id),
        invitee_id=str(invitation.invitee_id) if invitation.invitee_id else None,
        invitee_email=invitation.invitee_email or None,
        message=invitation.message or None,
        expires_on=invitation.expires_on,
        created_on=invitation.created_on,
        created_by=str(invitation.created_by),
    )
