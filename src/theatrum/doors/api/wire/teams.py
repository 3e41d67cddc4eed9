"""Teams on the wire, their members and invitations."""

from pydantic import Field

from theatrum.doors.api.wire.message import Wire, WireTime
from theatrum.doors.api.wire.users import UserGroupHeader


class Team(Wire):
    """A team."""

    id: str
    name: str
    description: str | None = None
    can_public_join: bool
    can_request_membership: bool
    etag: str
    created_on: WireTime
    created_by: str
    modified_on: WireTime
    modified_by: str


class TeamRequest(Wire):
    """What is sent to make or to change a team."""

    id: str | None = None
    name: str = Field("", max_length=256)
    description: str | None = Field(None, max_length=10_000)
    can_public_join: bool | None = None
    can_request_membership: bool | None = None
    etag: str | None = None


class TeamPage(Wire):
    """A page of teams."""

    results: list[Team]
    total_number_of_results: int


class TeamList(Wire):
    """Teams by id."""

    teams: list[Team] = Field(alias="list")


class IdList(Wire):
    """Ids, as clients send them: numbers or text."""

    ids: list[str] = Field(alias="list", max_length=1000)


class TeamMember(Wire):
    """A person in a team."""

    team_id: str
    member: UserGroupHeader
    is_admin: bool


class TeamMemberPage(Wire):
    """A page of members."""

    results: list[TeamMember]
    total_number_of_results: int


class TeamMembershipStatus(Wire):
    """How a person stands to a team."""

    team_id: str
    user_id: str
    is_member: bool
    has_open_invitation: bool
    has_open_request: bool = False
    can_join: bool
    membership_approval_required: bool
    has_unmet_access_requirement: bool = False
    can_send_email: bool = False


class Count(Wire):
    """How many there are."""

    count: int


class MembershipInvitation(Wire):
    """An invitation into a team."""

    id: str
    team_id: str
    invitee_id: str | None = None
    invitee_email: str | None = None
    message: str | None = None
    expires_on: WireTime | None = None
    created_on: WireTime
    created_by: str


class InvitationRequest(Wire):
    """What a manager sends to invite somebody."""

    team_id: str
    invitee_id: str | None = None
    invitee_email: str | None = Field(None, max_length=254)
    message: str | None = Field(None, max_length=10_000)
    expires_on: WireTime | None = None


class MembershipInvitationPage(Wire):
    """A page of invitations."""

    results: list[MembershipInvitation]
    total_number_of_results: int


class MembershipRequest(Wire):
    """A request to be let into a team."""

    id: str
    team_id: str
    user_id: str
    message: str | None = None
    expires_on: WireTime | None = None
    created_on: WireTime
    created_by: str


class RequestForMembership(Wire):
    """What a person sends to be let into a team."""

    team_id: str
    user_id: str | None = None
    message: str | None = Field(None, max_length=10_000)
    expires_on: WireTime | None = None


class MembershipRequestPage(Wire):
    """A page of requests."""

    results: list[MembershipRequest]
    total_number_of_results: int
