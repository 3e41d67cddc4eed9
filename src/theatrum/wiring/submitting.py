"""What hooks of lower rooms are answered with by the rooms about what a center submits; loaded once apps are ready."""

from theatrum.consortium.exceptions import grids, rows
from theatrum.consortium.onboarding.practice.panel import between_tables
from theatrum.consortium.tiers import deciding, following
from theatrum.repository.access import guards
from theatrum.repository.entities import moves, removals
from theatrum.repository.entities.queries import overview
from theatrum.repository.files import locks
from theatrum.repository.grids.problems import adding, covering
from theatrum.repository.records.queries import WITHOUT_ROWS


def answer_hooks() -> None:
    """Register all of them."""
    guards.register(deciding.guard, sieve=deciding.sieve)
    # Who leaves a center may still throw away what they made there.
    locks.register(deciding.locked, keeps=False)
    moves.register(following.followed)
    removals.register(following.leaving)
    covering.register(grids.covers)
    covering.count_by(rows.excepted_rows)
    covering.excuse_by(grids.excuses)
    adding.register(between_tables)
    overview.leave_out(WITHOUT_ROWS)
