"""Reading the audit log, and proving that nothing in it was changed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from theatrum.drivers import installation
from theatrum.repository.audit import chain
from theatrum.repository.audit.models import ChainHead, Event


def events_about(subject_kind: str, subject_id: object) -> QuerySet[Event]:
    """Return the events about one thing, newest first."""
    found = Event.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return found.select_related("before", "after").order_by("-sequence")


def events(
    *, actor: str = "", action: str = "", kind: str = "", subject: str = "", since: str = "", until: str = ""
) -> QuerySet[Event]:
    """Return events newest first, those that fit all that is named; days are ISO dates, both included.

    What cannot be an id or a day fits no event.
    """
    found = Event.objects.select_related("before", "after").order_by("-sequence")
    exact = {"action": action, "subject_kind": kind, "subject_id": subject}
    found = found.filter(**{column: value for column, value in exact.items() if value})
    if actor:
        found = found.filter(actor_id=int(actor)) if actor.isdecimal() and len(actor) < 19 else found.none()
    for lookup, day in (("at__date__gte", since), ("at__date__lte", until)):
        if day:
            found = found.filter(**{lookup: date.fromisoformat(day)}) if _is_day(day) else found.none()
    return found


def last_sequence() -> int:
    """Return the number of the last event; 0 before there is one."""
    return ChainHead.objects.values_list("sequence", flat=True).first() or 0


def subjects_since(sequence: int, subject_kind: str, *, until: int) -> QuerySet[Event, tuple[str, str]]:
    """Return id and action of what was changed after one event, up to another one, each once.

    Numbers have no gaps and are given in the order of the commits: what was looked at up to one of them was all.
    """
    found = Event.objects.filter(subject_kind=subject_kind, sequence__gt=sequence, sequence__lte=until)
    return found.order_by().values_list("subject_id", "action").distinct()


def actions_known() -> list[str]:
    """Return the actions that the log knows, by name."""
    return list(Event.objects.order_by("action").values_list("action", flat=True).distinct())


def broken_links() -> Iterator[int]:
    """Yield the sequence numbers at which the chain does not hold; none is a whole log.

    A payload that was not purged must also still have the hash that its event holds.
    """
    key, previous, expected = installation.secret("audit"), "", 0
    for event in Event.objects.select_related("before", "after").order_by("sequence").iterator():
        expected += 1
        link = chain.next_link(key, previous=previous, sequence=expected, facts=_facts(event))
        if event.sequence != expected or event.link != link or not _payloads_hold(key, event):
            yield event.sequence
        previous, expected = event.link, event.sequence
    head = ChainHead.objects.first()
    if head is not None and (head.sequence, head.link) != (expected, previous):
        yield head.sequence


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _facts(event: Event) -> chain.Facts:
    return chain.Facts(
        at=event.at,
        actor_id=event.actor_id,
        action=event.action,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        before_hash=event.before.keyed_hash if event.before else "",
        after_hash=event.after.keyed_hash if event.after else "",
    )


def _payloads_hold(key: bytes, event: Event) -> bool:
    payloads = (payload for payload in (event.before, event.after) if payload is not None)
    return all(p.purged_at is not None or chain.keyed_hash(key, p.content) == p.keyed_hash for p in payloads)
