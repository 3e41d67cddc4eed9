"""Deleting practices that are older than they are kept."""

from datetime import timedelta

from theatrum.consortium.onboarding.practice.actions import end_old_practices
from theatrum.consortium.onboarding.practice.models import Practice
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import job
from theatrum.kernel import clock

END_OLD = "practice.end_old"


@job(END_OLD)
def end_old() -> int:
    """Delete old practices; returns how many."""
    with writing():
        return end_old_practices()


def look() -> None:
    """Want old practices deleted, where there are any."""
    quiz = in_force().quiz
    if quiz is None or quiz.practice is None:
        return
    before = clock.now() - timedelta(days=quiz.practice.kept_days)
    if Practice.objects.filter(started_on__lt=before).exists():
        with writing():
            outbox.later(END_OLD, key="all")


rounds.register(look)
