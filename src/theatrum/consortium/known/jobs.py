"""Background work on the index of identifiers: what was changed is read before anybody asks."""

from theatrum.consortium.known.indexing import catch_up, is_behind
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import Lane, job

INDEX = "known.index"


@job(INDEX, lane=Lane.LONG)
def index() -> None:
    """Bring the index up to the last event."""
    catch_up(in_force())


def want_index() -> None:
    """Have the index brought up where it lacks something; one job at a time waits for that."""
    if is_behind(in_force()):
        with writing():
            outbox.later(INDEX, key="all")


rounds.register(want_index)
