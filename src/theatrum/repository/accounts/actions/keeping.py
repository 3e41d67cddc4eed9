"""Teams whose members follow something that higher floors know, such as who is at a center."""

from collections.abc import Callable
from dataclasses import replace

from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.errors import NotAllowed
from theatrum.repository.accounts.models import MembershipInvitation, MembershipRequest, Team, TeamMember
from theatrum.repository.audit import actions as audit

# Says what the members of a team follow, and who changes that; None for a team that its managers keep.
Keeper = Callable[[Team], str | None]

_keepers = Hooks[Keeper]()


def register(keeper: Keeper) -> None:
    """Let a higher floor keep teams."""
    _keepers.register(keeper)


def require_free(team: Team) -> None:
    """Return quietly for a team that its managers keep. Raises NotAllowed, saying who does."""
    for keeper in _keepers:
        reason = keeper(team)
        if reason is not None:
            raise NotAllowed(reason=reason)


def set_membership(*, actor: Actor, team_id: int, user_id: int, is_member: bool) -> bool:
    """Put a person into a team or take them out, for a keeper, who has looked at whether it may be; False if they were.

    The last member may leave: who keeps the team decides who is in it.
    """
    if is_member:
        _, changed = TeamMember.objects.get_or_create(team_id=team_id, user_id=user_id)
        MembershipInvitation.objects.filter(team_id=team_id, invitee_id=user_id).delete()
        MembershipRequest.objects.filter(team_id=team_id, user_id=user_id).delete()
    else:
        count, _ = TeamMember.objects.filter(team_id=team_id, user_id=user_id).delete()
        changed = bool(count)
    if changed:
        action = "team_member_added" if is_member else "team_member_removed"
        facts = {"user": user_id}
        before, after = (None, facts) if is_member else (facts, None)
        audit.record(actor.id, action, subject_kind="team", subject_id=team_id, before=before, after=after)
    return changed


def as_keeper(actor: Actor) -> Actor:
    """Return an actor as who keeps teams: they may make those whose names are kept for administrators."""
    return replace(actor, is_administrator=True)
