"""The daily round of reminders: wanted once a day, by whichever worker looks first."""

from theatrum.consortium.onboarding.reminders.daily import remind_all
from theatrum.consortium.onboarding.reminders.models import Round
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import job
from theatrum.kernel import clock

REMIND = "reminders.remind"


@job(REMIND)
def remind() -> int:
    """Remind everybody whom the rules name; asked again on the same day, it sends nothing twice."""
    return remind_all()


def look() -> None:
    """Want the round of today, unless it was wanted."""
    today = clock.now().date()
    if not in_force().checklists.reminders or Round.objects.filter(day=today).exists():
        return
    with writing():
        Round.objects.bulk_create([Round(day=today)], ignore_conflicts=True)
        Round.objects.filter(day__lt=today).delete()
        outbox.later(REMIND, key="daily")


rounds.register(look)
