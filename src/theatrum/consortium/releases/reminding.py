"""Reminding centers of the last day on which a release takes their data: so many days before as the profile says.

Who has said that all is there, or whose submission was accepted, is not reminded.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from theatrum.checks.report.numbers import counted
from theatrum.consortium.calendar.models import Reminder
from theatrum.consortium.calendar.windows import here_today, standings_of
from theatrum.consortium.centers.models import CenterRecord, CenterState
from theatrum.consortium.events.actions import publish
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.models import State
from theatrum.consortium.readiness.queries import states_of
from theatrum.consortium.releases.activating import open_numbers
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR_ID

_DONE = (State.READY, State.ACCEPTED)


def remind_all() -> int:
    """Remind every center of what is due and was not told yet; returns how many. Opens its own transaction."""
    due = [one for number in open_numbers(in_force()) for one in _due(number)]
    if not due:
        return 0
    with writing():
        return sum(_told(one) for one in due)


def days_for(left: int) -> int | None:
    """Return which of the profile's reminders is due with so many days left; None for none yet."""
    return min((days for days in in_force().calendar.reminders if left <= days), default=None)


def _due(number: int) -> Iterator[Reminder]:
    active = CenterRecord.objects.filter(state=CenterState.ACTIVE).order_by("pk").values_list("pk", flat=True)
    standings, states = standings_of(number, list(active)), states_of(list(active), number)
    today, told = here_today(), _known(number)
    for center, standing in standings.items():
        if not standing.is_open or standing.until is None or states.get(center) in _DONE:
            continue
        days = days_for((standing.until - today).days)
        if days is not None and (center, standing.until, days) not in told:
            yield Reminder(release=number, center_id=center, until=standing.until, days=days, told_on=clock.now())


def _known(number: int) -> set[tuple[str, date, int]]:
    # What is over is reminded of no more: a few days back is enough for any time zone.
    found = Reminder.objects.filter(release=number, until__gte=here_today() - timedelta(days=2))
    return set(found.values_list("center_id", "until", "days"))


def _told(reminder: Reminder) -> int:
    _, is_new = Reminder.objects.get_or_create(
        release=reminder.release,
        center_id=reminder.center_id,
        until=reminder.until,
        days=reminder.days,
        defaults={"told_on": reminder.told_on},
    )
    if is_new:
        left = (reminder.until - here_today()).days
        when = f"in {counted(left, 'day')}" if left else "today"
        publish(
            topic="deadline",
            center_id=reminder.center_id,
            release=reminder.release,
            subject_kind="release",
            subject_id=str(reminder.release),
            title=f"Release {reminder.release}: {reminder.center_id} may send data until the end of "
            f"{reminder.until:%-d %B %Y}, {when}",
            text="The page of the center says what is missing. Who needs longer asks the liaison before that day.",
            link=f"/centers/{reminder.center_id}",
            by=OPERATOR_ID,
        )
    return int(is_new)
