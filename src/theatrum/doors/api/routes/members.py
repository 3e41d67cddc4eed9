"""Who is in a team, and how a person stands to it."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.teams import read_team_id
from theatrum.doors.api.views import teams as view
from theatrum.doors.api.wire import teams as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.kernel.paging import page
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts import joining, queries
from theatrum.repository.accounts.actions import teams
from theatrum.repository.accounts.errors import MemberNotFound

repo = Routes(tag="members")

_MEMBER_TYPES = {"ALL": None, "ADMIN": True, "MEMBER": False}


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
    team = queries.readable_team(request.actor, read_team_id(team_id))
    found = queries.members(team, fragment=fragment, is_manager=_MEMBER_TYPES[memberType.upper()])
    members = [view.member(member) for member in found[window.offset : window.end]]
    return wire.TeamMemberPage(results=members, total_number_of_results=found.count())


@repo.get("/teamMembers/count/{team_id}")
def count_members(request: ApiRequest, team_id: str, *, fragment: str = "") -> wire.Count:
    """Count a team's members."""
    team = queries.readable_team(request.actor, read_team_id(team_id))
    return wire.Count(count=queries.members(team, fragment=fragment).count())


@repo.put("/team/{team_id}/member/{user_id}", status=204, writes=True)
def add_member(request: ApiRequest, team_id: str, user_id: str) -> None:
    """Add a person to a team."""
    number = parse_number(user_id, what="user id")
    teams.add_member(actor=request.actor, team_id=read_team_id(team_id), user_id=number)


@repo.delete("/team/{team_id}/member/{user_id}", status=204, writes=True)
def remove_member(request: ApiRequest, team_id: str, user_id: str) -> None:
    """Take a person out of a team."""
    number = parse_number(user_id, what="user id")
    teams.remove_member(actor=request.actor, team_id=read_team_id(team_id), user_id=number)


@repo.get("/team/{team_id}/member/{user_id}")
def get_member(request: ApiRequest, team_id: str, user_id: str) -> wire.TeamMember:
    """Return a person's membership."""
    team = queries.readable_team(request.actor, read_team_id(team_id))
    member = queries.members(team).filter(user_id=parse_number(user_id, what="user id")).first()
    if member is None:
        raise MemberNotFound(team=team.pk, user=user_id)
    return view.member(member)


@repo.put("/team/{team_id}/member/{user_id}/permission", status=204, writes=True)
def put_permission(request: ApiRequest, team_id: str, user_id: str, *, isAdmin: bool) -> None:
    """Make a member a manager of the team, or an ordinary member again."""
    change = teams.appoint_manager if isAdmin else teams.dismiss_manager
    number = parse_number(user_id, what="user id")
    change(actor=request.actor, team_id=read_team_id(team_id), user_id=number)


@repo.get("/team/{team_id}/member/{user_id}/membershipStatus")
def get_membership_status(request: ApiRequest, team_id: str, user_id: str) -> wire.TeamMembershipStatus:
    """Say how a person stands to a team."""
    team = queries.readable_team(request.actor, read_team_id(team_id))
    person = queries.actor_of(queries.find_user(parse_number(user_id, what="user id")))
    theirs = access.permissions_of(person, team)
    is_member = team.members.filter(user_id=person.id).exists()
    return wire.TeamMembershipStatus(
        team_id=str(team.pk),
        user_id=str(person.id),
        is_member=is_member,
        has_open_invitation=joining.is_invited(team.pk, person.id),
        has_open_request=joining.has_requested(team.pk, person.id),
        can_join=is_member or joining.why_not_added(request.actor, team, person.id) is None,
        membership_approval_required=not (Permission.TEAM_MEMBERSHIP_UPDATE in theirs or team.can_public_join),
        can_send_email=Permission.SEND_MESSAGE in theirs,
    )
