"""Whom a ticket concerns, and who is asked first."""

from collections.abc import Iterable

from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.consortium.centers.queries import team_name
from theatrum.consortium.helpdesk.models import Ticket
from theatrum.consortium.helpdesk.queues import get_queue
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.people import officers
from theatrum.repository.accounts.models import User


def first_assignee(queue: str, center_id: str) -> int | None:
    """Return who is asked first: the liaison of the center, or who stands in; None where nobody is."""
    if not center_id or not get_queue(queue).is_for_liaison:
        return None
    liaison = liaison_of(center_id)
    return liaison.pk if liaison is not None else None


def desk_of(ticket: Ticket) -> set[int]:
    """Return who of the desk is told of a ticket: its assignee, and as long as there is none, all who could take it."""
    if ticket.assignee_id is not None:
        return {ticket.assignee_id, *_stand_in(ticket)}
    return set(officers()) if ticket.is_private else staff()


def concerned(ticket: Ticket) -> set[int]:
    """Return all who are told of a ticket, as ids of active people."""
    watching = set(ticket.watchers.values_list("user_id", flat=True))
    if ticket.is_private:
        watching &= set(officers())
    reporter = set() if ticket.reporter_id is None else {ticket.reporter_id}
    return active(desk_of(ticket) | watching | reporter)


def staff() -> set[int]:
    """Return who works at the desk: those whose role makes them staff; administrators where nobody has such a role."""
    roles = in_force().roles.values()
    teams = {team_name(role, None) for role in roles if role.staff and role.team and "{" not in role.team}
    found = User.objects.filter(memberships__team__name__in=teams, is_active=True)
    return set(found.values_list("pk", flat=True)) or _administrators()


def active(ids: Iterable[int]) -> set[int]:
    """Return those of some ids who have an active account."""
    return set(User.objects.filter(pk__in=set(ids), is_active=True).values_list("pk", flat=True))


def _stand_in(ticket: Ticket) -> set[int]:
    # Who stands in for an absent liaison, or has taken the center over meanwhile.
    if not ticket.center_id:
        return set()
    liaison = liaison_of(ticket.center_id)
    return {liaison.pk} if liaison is not None else set()


def _administrators() -> set[int]:
    return set(User.objects.filter(is_administrator=True, is_active=True).values_list("pk", flat=True))
