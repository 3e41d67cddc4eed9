"""Reading the audit log, and proving that nothing in it was changed."""

from collections.abc import Iterator

from django.db.models import QuerySet

from theatrum.drivers import installation
from theatrum.repository.audit import chain
from theatrum.repository.audit.models import ChainHead, Event


def events_about(subject_kind: str, subject_id: object) -> QuerySet[Event]:
    """Return the events about one thing, newest first."""
    found = Event.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return found.select_related("before", "after").order_by("-sequence")


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
