"""Rounds of gates: excuses whose time is over are closed at once, and that gates have opened is seen every hour."""

from datetime import timedelta

from theatrum.consortium.onboarding import watching
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.models import Job
from theatrum.drivers.jobs.registry import job
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR

WATCH = "onboarding.watch"
END_EXCUSES = "onboarding.end_excuses"
EVERY = timedelta(hours=1)


@job(WATCH)
def watch() -> int:
    """Tell of gates that have opened, center after center; returns of how many."""
    told = 0
    for center_id in watching.centers_to_look_at():
        looked = watching.look(center_id)
        with writing():
            told += watching.note(looked)
    return told


@job(END_EXCUSES)
def end_excuses() -> int:
    """Close excuses whose time is over, and tell whom they concern; returns how many."""
    with writing():
        return watching.tell_ended_excuses(actor=OPERATOR)


def look() -> None:
    """Want what there is to do."""
    if in_force().onboarding is None:
        return
    if watching.ended_excuses():
        with writing():
            outbox.later(END_EXCUSES, key="all")
    if not Job.objects.filter(name=WATCH, created_at__gt=clock.now() - EVERY).exists():
        with writing():
            outbox.later(WATCH, key="all")


rounds.register(look)
