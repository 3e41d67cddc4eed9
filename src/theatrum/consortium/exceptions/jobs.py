"""What workers do about exceptions on their own."""

from theatrum.consortium.exceptions import expiring
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import rounds
from theatrum.drivers.jobs.registry import Lane, job


@job(expiring.TELL_EXPIRED, lane=Lane.QUICK)
def tell_expired() -> None:
    """Tell centers of exceptions that are over."""
    with writing():
        expiring.tell_expired()


rounds.register(expiring.look_after)
