"""Teams: lists, making, changing and ending them, and who manages them."""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.sharing import read_grants
from theatrum.doors.api.views import entities as acl_view
from theatrum.doors.api.views import teams as view
from theatrum.doors.api.wire import teams as wire
from theatrum.doors.api.wire.entities import AccessControlList
from theatrum.kernel.ids import parse_number
from theatrum.kernel.paging import page
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions import teams
from theatrum.repository.accounts.errors import TeamNotFound

repo = Routes(tag="teams")


@repo.get("/teams")
def list_teams(
    request: ApiRequest, fragment: str = "", query: str = "", limit: int = 10, offset: int = 0
) -> wire.TeamPage:
    """List the teams that the actor may see, those whose name holds the fragment."""
    window = page(limit, offset, cap=100)
    found = queries.teams(request.actor, fragment=fragment or query)
    return view.page(list(found[window.offset : window.end]), total=found.count())


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
    return view.team(team)


@repo.put("/team", writes=True)
def update_team(request: ApiRequest, body: wire.TeamRequest) -> wire.Team:
    """Change a team; what is absent stays as it is."""
    team = queries.readable_team(request.actor, read_team_id(body.id))
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
    return view.team(changed)


@repo.get("/team/{team_id}")
def get_team(request: ApiRequest, team_id: str) -> wire.Team:
    """Return a team."""
    return view.team(queries.readable_team(request.actor, read_team_id(team_id)))


@repo.delete("/team/{team_id}", status=204, writes=True)
def delete_team(request: ApiRequest, team_id: str) -> None:
    """Delete a team; without effect for one that is gone, as clients delete twice."""
    try:
        teams.delete_team(actor=request.actor, team_id=read_team_id(team_id))
    except TeamNotFound:
        return


@repo.post("/teamList")
def get_teams(request: ApiRequest, body: wire.IdList) -> wire.TeamList:
    """Return teams by their ids; 404 if one is missing."""
    asked = [read_team_id(text) for text in body.ids]
    known = {team.pk: team for team in queries.teams(request.actor).filter(pk__in=asked)}
    for number in asked:
        if number not in known:
            raise TeamNotFound(id=number)
    return wire.TeamList(teams=[view.team(known[number]) for number in asked])


@repo.get("/user/{user_id}/team")
def list_teams_of_user(request: ApiRequest, user_id: str, limit: int = 10, offset: int = 0) -> wire.TeamPage:
    """List the teams of a person that the actor may see."""
    window = page(limit, offset, cap=100)
    found = queries.teams_of(request.actor, parse_number(user_id, what="user id"))
    return view.page(list(found[window.offset : window.end]), total=found.count())


@repo.get("/team/{team_id}/acl")
def get_team_acl(request: ApiRequest, team_id: str) -> AccessControlList:
    """Read who may do what with a team; its managers hold TEAM_MEMBERSHIP_UPDATE."""
    team = queries.readable_team(request.actor, read_team_id(team_id))
    return acl_view.acl(str(team.pk), queries.team_acl(team.pk))


@repo.put("/team/acl", writes=True)
def put_team_acl(request: ApiRequest, body: AccessControlList) -> AccessControlList:
    """Replace the ACL of a team."""
    number, grants = read_team_id(body.id), read_grants(body)
    acl = teams.replace_team_acl(actor=request.actor, team_id=number, etag=body.etag, grants=grants)
    return acl_view.acl(str(number), acl)


def read_team_id(text: str | None) -> int:
    """Read the id of a team. Raises InvalidRequest."""
    return parse_number(text, what="team id")
