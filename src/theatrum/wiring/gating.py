"""What ``access`` and the gates before a submission are answered with; loaded once apps are ready."""

from theatrum.consortium.onboarding import guarding, readers
from theatrum.doors.web.accounts import factors
from theatrum.repository.access import guards
from theatrum.repository.entities import requirements


def answer_hooks() -> None:
    """Have the gates asked at every write, and what they ask for read."""
    guards.register(requirements.guard, sieve=requirements.sieve)
    guards.register(guarding.guard, sieve=guarding.sieve, left=guarding.left)
    readers.register()
    factors.register()
