"""An event to each of those whom it concerns, exactly once: the notice and its mail are one transaction."""

from collections.abc import Sequence

from theatrum.consortium.events.models import Event
from theatrum.consortium.events.topics import Mailing
from theatrum.consortium.notices import reading
from theatrum.consortium.notices.inbox import mails
from theatrum.consortium.notices.inbox.addressing import addresses, recipients
from theatrum.consortium.notices.inbox.models import Notice, Reach
from theatrum.consortium.notices.inbox.preferences import mailing_of
from theatrum.consortium.notices.inbox.seeing import may_be_told
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of

# A transaction holds up other writers as long as it takes.
_BATCH = 200


def deliver_event(event_id: int) -> int:
    """Put an event into the inboxes of those whom it concerns, and mail those who want it at once; returns how many.

    Opens transactions of its own. Called again it reaches only those whom it has not reached.
    """
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        return 0
    reached = recipients(event)
    had = set(Notice.objects.filter(event=event).values_list("user_id", flat=True))
    people = User.objects.in_bulk(sorted(reached.keys() - had))
    told = [number for number, user in people.items() if _may_be_told(user, event, reached[number])]
    return sum(_put(event, told[start : start + _BATCH], reached) for start in range(0, len(told), _BATCH))


def _put(event: Event, user_ids: Sequence[int], reached: dict[int, Reach]) -> int:
    wanted, address_of = mailing_of(event.topic, user_ids), addresses(user_ids)
    moment = clock.now()
    with writing():
        # Of two workers that deliver the same event, the second waits here and finds everybody told.
        if not Event.objects.select_for_update().filter(pk=event.pk).exists():
            return 0
        had = set(Notice.objects.filter(event=event, user_id__in=user_ids).values_list("user_id", flat=True))
        new = [number for number in user_ids if number not in had]
        is_message = event.subject_kind == reading.SUBJECT
        read = reading.read_already(event.subject_id) if is_message else set[int]()
        mailed = {number for number in new if wanted[number] is Mailing.AT_ONCE and number in address_of}
        Notice.objects.bulk_create(
            Notice(
                event=event,
                user_id=number,
                topic=event.topic,
                center_id=event.center_id,
                at=event.at,
                reach=reached[number],
                read_on=moment if number in read else None,
                waits_for=wanted[number] if wanted[number] in {Mailing.DAILY, Mailing.WEEKLY} else "",
                mailed_on=moment if number in mailed else None,
            )
            for number in new
        )
        for number in sorted(mailed):
            mails.at_once(event, user_id=number, address=address_of[number]).send()
    return len(new)


def _may_be_told(user: User, event: Event, reach: Reach) -> bool:
    # Nothing to look up where an event is about no center and nothing.
    if not event.center_id and not event.subject_kind:
        return True
    return may_be_told(actor_of(user), event, reach)
