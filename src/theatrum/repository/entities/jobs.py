"""Background work on entities."""

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.entities.actions.emptying import EMPTY_TRASH, doom_old, old_trash, remove_some
from theatrum.repository.entities.validation.marking import REVALIDATE
from theatrum.repository.entities.validation.revalidating import revalidate_below


@job(REVALIDATE, lane=Lane.QUICK)
def revalidate(*, node_id: int) -> int:
    """Judge all at and below a node that wait for a verdict; returns how many verdicts were stored."""
    return revalidate_below(node_id)


@job(EMPTY_TRASH, lane=Lane.LONG)
def empty_trash() -> int:
    """Let go of what was deleted for good, and of what has been in the trash too long; returns how many entities."""
    with writing():
        doom_old(actor_id=OPERATOR_ID)
    count = 0
    while some := _remove_some():
        count += some
    return count


def _remove_some() -> int:
    with writing():
        return remove_some(actor_id=OPERATOR_ID)


def look_for_trash() -> None:
    """Have the trash emptied where something has been in it too long; one job at a time waits for that."""
    if old_trash().exists():
        with writing():
            outbox.later(EMPTY_TRASH, key="all")


rounds.register(look_for_trash)
