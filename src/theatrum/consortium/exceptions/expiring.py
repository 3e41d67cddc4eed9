"""Exceptions that are over: the findings stand again by the day alone; the center is told once."""

from django.db.models import QuerySet

from theatrum.consortium.events.actions import publish
from theatrum.consortium.exceptions.actions import name_of
from theatrum.consortium.exceptions.applying import today
from theatrum.consortium.exceptions.grids import tell_seats
from theatrum.consortium.exceptions.models import Request, State
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR_ID

TELL_EXPIRED = "exceptions.tell_expired"
_AT_ONCE = 100


def look_after() -> None:
    """Want the job where an exception is over that nobody was told of; quick where there is none."""
    if _untold().exists():
        with writing():
            outbox.later(TELL_EXPIRED, key="all")


def tell_expired() -> int:
    """Tell of exceptions that are over; returns how many. Inside a transaction."""
    found = list(_untold().select_for_update()[:_AT_ONCE])
    for request in found:
        request.told_on = clock.now()
        request.save(update_fields=["told_on"])
        tell_seats(request)
        publish(
            topic="exception",
            center_id=request.center_id,
            release=request.release,
            subject_kind="exception",
            subject_id=str(request.pk),
            people={request.asked_by},
            title=f"Exception over: {name_of(request)}",
            text="Its findings stand again. Mend them, or ask once more.",
            link=f"/centers/{request.center_id}/exceptions/{request.pk}",
            by=OPERATOR_ID,
        )
    return len(found)


def _untold() -> QuerySet[Request]:
    return Request.objects.filter(state=State.GRANTED, told_on=None, expires_on__lt=today()).order_by("id")
