"""Background work on entities."""

from theatrum.drivers.jobs.registry import Lane, job
from theatrum.repository.entities.validation.marking import REVALIDATE
from theatrum.repository.entities.validation.revalidating import revalidate_below


@job(REVALIDATE, lane=Lane.QUICK)
def revalidate(*, node_id: int) -> int:
    """Judge all at and below a node that wait for a verdict; returns how many verdicts were stored."""
    return revalidate_below(node_id)
