"""How people come into teams: open invitations and requests, and who may let whom in."""

from django.db.models import Q, QuerySet

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Permission, Scope
from theatrum.repository.access.queries import may, require
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.errors import (
    MembershipInvitationNotFound,
    MembershipRequestNotFound,
    NotAllowed,
)
from theatrum.repository.accounts.models import MembershipInvitation, MembershipRequest, Team


def is_invited(team_id: int, user_id: int) -> bool:
    """Tell whether an open invitation asks the person into the team."""
    return open_invitations(team_id, invitee_id=user_id).exists()


def has_requested(team_id: int, user_id: int) -> bool:
    """Tell whether the person waits to be let into the team."""
    return open_requests(team_id=team_id, user_id=user_id).exists()


def why_not_added(actor: Actor, team: Team, user_id: int) -> str | None:
    """Say why an actor may not put a person into a team, or None.

    Managers add anybody; people add themselves where the team is open or has invited them.
    """
    if may(actor, Permission.TEAM_MEMBERSHIP_UPDATE, team):
        return None
    if actor.id != user_id:
        return "You must be a team manager to perform this operation."
    if Scope.MODIFY in actor.scopes and (team.can_public_join or is_invited(team.pk, user_id)):
        return None
    return "An invitation is required to join the team."


def open_invitations(team_id: int, *, invitee_id: int | None = None) -> QuerySet[MembershipInvitation]:
    """Return a team's open invitations, oldest first."""
    found = MembershipInvitation.objects.filter(_unexpired(), team_id=team_id).order_by("pk")
    return found if invitee_id is None else found.filter(invitee_id=invitee_id)


def visible_invitations(actor: Actor, team_id: int, *, invitee_id: int | None = None) -> QuerySet[MembershipInvitation]:
    """Return a team's open invitations for its managers: they hold addresses. Others may ask for their own.

    Raises TeamNotFound, AccessDenied, NotSignedIn.
    """
    team = queries.readable_team(actor, team_id)
    if actor.is_anonymous or invitee_id != actor.id:
        require(actor, Permission.TEAM_MEMBERSHIP_UPDATE, team)
    return open_invitations(team_id, invitee_id=invitee_id)


def invitations_of(actor: Actor, user_id: int) -> QuerySet[MembershipInvitation]:
    """Return the open invitations that a person has, for themselves only. Raises NotAllowed."""
    _require_self(actor, user_id, what="invitations")
    return MembershipInvitation.objects.filter(_unexpired(), invitee_id=user_id).order_by("pk")


def find_invitation(invitation_id: int) -> MembershipInvitation:
    """Return an invitation into a team. Raises MembershipInvitationNotFound."""
    invitation = MembershipInvitation.objects.select_related("team").filter(pk=invitation_id).first()
    if invitation is None:
        raise MembershipInvitationNotFound(id=invitation_id)
    return invitation


def open_requests(*, team_id: int | None = None, user_id: int | None = None) -> QuerySet[MembershipRequest]:
    """Return the open requests to be let into a team, of a person, or both; oldest first."""
    found = MembershipRequest.objects.filter(_unexpired()).order_by("pk")
    if team_id is not None:
        found = found.filter(team_id=team_id)
    return found if user_id is None else found.filter(user_id=user_id)


def requests_to(actor: Actor, team_id: int, *, user_id: int | None = None) -> QuerySet[MembershipRequest]:
    """Return the open requests to be let into a team, for its managers. Raises TeamNotFound, AccessDenied."""
    require(actor, Permission.TEAM_MEMBERSHIP_UPDATE, queries.find_team(team_id))
    return open_requests(team_id=team_id, user_id=user_id)


def requests_of(actor: Actor, user_id: int, *, team_id: int | None = None) -> QuerySet[MembershipRequest]:
    """Return the open requests that a person has made, for themselves only. Raises NotAllowed."""
    _require_self(actor, user_id, what="requests")
    return open_requests(team_id=team_id, user_id=user_id)


def find_request(request_id: int) -> MembershipRequest:
    """Return a request to be let into a team. Raises MembershipRequestNotFound."""
    request = MembershipRequest.objects.select_related("team").filter(pk=request_id).first()
    if request is None:
        raise MembershipRequestNotFound(id=request_id)
    return request


def _unexpired() -> Q:
    return Q(expires_on=None) | Q(expires_on__gt=clock.now())


def _require_self(actor: Actor, user_id: int, *, what: str) -> None:
    if actor.is_anonymous or (actor.id != user_id and not actor.sees_all):
        raise NotAllowed(reason=f"Cannot retrieve another's membership {what}.")
