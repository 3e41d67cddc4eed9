"""Background work of the help desk, and what workers look after for it."""

from datetime import timedelta

from django.db.models import QuerySet

from theatrum.consortium.helpdesk import queues
from theatrum.consortium.helpdesk.handling import close_old
from theatrum.consortium.helpdesk.incoming.taking import KEPT_FOR, take
from theatrum.consortium.helpdesk.letters import outside_mail
from theatrum.consortium.helpdesk.models import Entry, Knock, State, Ticket
from theatrum.consortium.helpdesk.telling import WRITE_OUTSIDE
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import job
from theatrum.drivers.mail.models import IncomingMail
from theatrum.kernel import clock

TIDY = "helpdesk.tidy"
TAKE_MAIL = "helpdesk.take_mail"
_A_DAY = timedelta(days=1)
_MOST = 200


@job(WRITE_OUTSIDE)
def write_outside(entry_id: int) -> None:
    """Mail an entry to who has no account here. The mail and the mark that it went are one transaction."""
    entry = Entry.objects.select_related("ticket").filter(pk=entry_id).first()
    if entry is None or not entry.ticket.contact:
        return
    mail = outside_mail(entry)
    with writing():
        mine = Entry.objects.select_for_update(of=("self",)).filter(pk=entry_id, mail_id="")
        if mine.update(mail_id=mail.extra_headers["Message-ID"][:255]):
            mail.send()


@job(TAKE_MAIL)
def take_mail(mail_id: int) -> str:
    """Put a mail that came where it belongs; returns what became of it."""
    return take(mail_id)


@job(TIDY)
def tidy() -> int:
    """Close what was solved long ago, forget who knocked yesterday and what mails not taken said a month ago.

    Returns how many tickets were closed.
    """
    numbers = list(_old().values_list("pk", flat=True)[:_MOST])
    for number in numbers:
        with writing():
            close_old(number=number)
    with writing():
        _stale().delete()
        _forgotten().update(content=None)
    return len(numbers)


def look_after() -> None:
    """Want what is due; quick where nothing is."""
    if _old().exists() or _stale().exists() or _forgotten().exists():
        with writing():
            outbox.later(TIDY, key="all")


def _old() -> QuerySet[Ticket]:
    days = queues.support().closes_after if queues.is_offered() else 14
    return Ticket.objects.filter(state=State.SOLVED, waiting_since__lt=clock.now() - timedelta(days=days))


def _forgotten() -> QuerySet[IncomingMail]:
    return IncomingMail.objects.filter(settled_on__lt=clock.now() - KEPT_FOR).exclude(content=None)


def _stale() -> QuerySet[Knock]:
    return Knock.objects.filter(on__lt=clock.now() - _A_DAY)


rounds.register(look_after)
