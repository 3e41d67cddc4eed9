"""The queues of the profile in force."""

from theatrum.checks.profile.support_shapes import Queue, Support
from theatrum.consortium.helpdesk.errors import NoHelpDesk, QueueNotFound
from theatrum.consortium.profile.queries import in_force


def is_offered() -> bool:
    """Tell whether there is a help desk here."""
    return in_force().support is not None


def support() -> Support:
    """Return what the profile says of the help desk. Raises NoHelpDesk."""
    found = in_force().support
    if found is None:
        raise NoHelpDesk
    return found


def get_queue(key: str) -> Queue:
    """Return a queue by its key. Raises NoHelpDesk, QueueNotFound."""
    found = support().get(key)
    if found is None:
        raise QueueNotFound(queue=key[:40], known=", ".join(queue.queue for queue in support().queues))
    return found


def name_of(key: str) -> str:
    """Return what people call a queue; its key where the profile has it no more."""
    found = in_force().support
    queue = found.get(key) if found is not None else None
    return key if queue is None else queue.name
