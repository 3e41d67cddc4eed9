"""Tickets: how somebody who is signed in at the pages comes to a websocket, where no cookie is asked for."""

import secrets
from datetime import timedelta

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.credentials import digest
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.grids.authorization import require_look
from theatrum.repository.grids.errors import TicketNotUsable
from theatrum.repository.grids.models import Ticket, Workspace

LIFETIME = timedelta(seconds=60)


def create_ticket(*, actor: Actor, workspace: Workspace) -> str:
    """Return the text of a new ticket, which is good for one seat within a minute. Raises as ``require_look``."""
    require_look(actor, workspace)
    moment, text = clock.now(), secrets.token_urlsafe(32)
    Ticket.objects.filter(expires_on__lt=moment).delete()
    Ticket.objects.create(digest=digest(text), workspace=workspace, user_id=actor.id, expires_on=moment + LIFETIME)
    return text


def use_ticket(*, text: str) -> tuple[Actor, str]:
    """Return who may take a seat, and at which session; the ticket is used up, whatever follows.

    Raises TicketNotUsable, UserNotFound.
    """
    found = Ticket.objects.filter(digest=digest(text)).select_related("workspace").first()
    # Of two who come with the same ticket, one deletes it.
    if found is None or not Ticket.objects.filter(id=found.id).delete()[0] or found.expires_on < clock.now():
        raise TicketNotUsable
    return actor_of(find_user(found.user_id)), found.workspace.session_id
