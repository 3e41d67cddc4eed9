"""Information sessions as events of the calendar; who takes part in them is their own room's."""

from datetime import datetime

from theatrum.consortium.calendar.occasions import Event
from theatrum.repository.access.permissions import Actor


def events(actor: Actor, *, since: datetime, until: datetime) -> list[Event]:  # noqa: ARG001  # until sessions are here
    """Return the sessions between two moments that an actor is told of."""
    return []
