"""Digests: what waited for the mail of a day or a week, to each person once, as far as they may still see it."""

from datetime import datetime, time, timedelta

from theatrum.consortium.events.topics import Mailing
from theatrum.consortium.notices.inbox import mails
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.inbox.seeing import visible, withdraw
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of

JOB = "inbox.send_digest"
KINDS = (Mailing.DAILY, Mailing.WEEKLY)
# In UTC: before the working day of the one half of the world, after that of the other.
_HOUR = time(6)
_DAY = timedelta(days=1)
_MOST = 500


def last_moment(every: Mailing, now: datetime) -> datetime:
    """Return when the last digest was to go out: each day at six, or on Mondays."""
    moment = datetime.combine(now.date(), _HOUR, tzinfo=now.tzinfo)
    if moment > now:
        moment -= _DAY
    return moment if every is Mailing.DAILY else moment - timedelta(days=moment.weekday())


def look_after() -> None:
    """Want a digest for everybody whose time has come; quick where there is none."""
    moment = clock.now()
    for every in KINDS:
        due = Notice.objects.filter(waits_for=every, at__lt=last_moment(every, moment))
        people = list(due.order_by().values_list("user_id", flat=True).distinct()[:_MOST])
        if not people:
            continue
        with writing():
            for number in people:
                outbox.later(JOB, key=f"{number}:{every}", user_id=number, every=every.value)


def send_digest(*, user_id: int, every: str) -> int:
    """Mail a person what waits for their digest; returns how many notices were in it. Opens its own transaction."""
    kind = Mailing(every)
    due = Notice.objects.filter(user_id=user_id, waits_for=kind, at__lt=last_moment(kind, clock.now()))
    waiting = list(due.select_related("event").order_by("at", "pk")[:_MOST])
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    # What was read meanwhile needs no mail; nor does who has no address.
    unread = [one for one in waiting if one.read_on is None and not one.is_withdrawn]
    shown = visible(actor_of(user), unread) if user is not None else []
    numbers = [one.pk for one in waiting]
    with writing():
        locked = set(due.select_for_update().filter(pk__in=numbers).values_list("pk", flat=True))
        mine = [one for one in shown if one.pk in locked]
        Notice.objects.filter(pk__in=locked).update(waits_for="")
        if user is None:
            return 0
        withdraw({one.pk for one in unread} - {one.pk for one in shown})
        if not mine:
            return 0
        Notice.objects.filter(pk__in=[one.pk for one in mine]).update(mailed_on=clock.now())
        mails.digest([one.event for one in mine], user_id=user_id, address=user.email, every=kind).send()
    return len(mine)
