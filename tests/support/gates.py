"""The gates before a submission in tests: off where a test is about something else, as nobody there is onboarded."""

from theatrum.consortium.onboarding import guarding
from theatrum.repository.access import guards


def turn_off() -> None:
    """Let centers' people write as far as ACLs say, as in a consortium without gates."""
    guards.unregister(guarding.guard)


def turn_on() -> None:
    """Ask the gates at every write, as the server does."""
    guards.register(guarding.guard, sieve=guarding.sieve, left=guarding.left)
