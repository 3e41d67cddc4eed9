"""What hooks of lower rooms are answered with by the rooms that tell people things; loaded once apps are ready."""

from theatrum.consortium.events import audience, deliveries, sight
from theatrum.consortium.notices import queries as messages
from theatrum.consortium.notices import reading
from theatrum.consortium.notices.inbox import addressing, jobs
from theatrum.consortium.notices.subjects import seen_entities, seen_incidents
from theatrum.consortium.notices.telling import ServerMessages
from theatrum.consortium.notices.webhooks import sending
from theatrum.consortium.screening import telling


def answer_hooks() -> None:
    """Register all of them."""
    telling.register(ServerMessages())
    audience.register(addressing.concerned)
    deliveries.register(jobs.DELIVER)
    deliveries.register(sending.FAN_OUT)
    sight.register("entity", seen_entities)
    sight.register("incident", seen_incidents)
    sight.register(reading.SUBJECT, messages.seen_messages)
