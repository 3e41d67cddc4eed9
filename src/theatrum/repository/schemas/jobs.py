"""Background work on schemas."""

from theatrum.drivers.jobs.registry import job
from theatrum.repository.schemas.actions.refreshing import refresh_referrers
from theatrum.repository.schemas.actions.registration import REFRESH


@job(REFRESH)
def refresh(*, schema_number: int) -> int:
    """Put the newest version of a schema into those that follow it; returns how many changed."""
    return refresh_referrers(schema_number)
