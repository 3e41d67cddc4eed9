"""Publishing: one call inside the transaction of what happened."""

from collections.abc import Collection

from theatrum.consortium.events import deliveries
from theatrum.consortium.events.models import Event
from theatrum.consortium.events.topics import TOPICS
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock

LONGEST_TITLE = 300


def publish(
    *,
    topic: str,
    center_id: str = "",
    release: int | None = None,
    subject_kind: str = "",
    subject_id: str = "",
    people: Collection[int] = (),
    title: str,
    text: str = "",
    link: str = "",
    by: int,
) -> None:
    """Tell of something that happened, inside the open transaction: delivered if and only if that commits.

    ``topic`` is a key of ``TOPICS``; ``people`` are principals whom it certainly concerns; ``link`` is a path of this
    server; ``by`` is who did it. Title and text are the server's own words, never values, rows or matches.
    Raises ValueError for an unknown topic or a link that leads elsewhere, which is a defect of the caller, and
    RuntimeError outside ``writing()``.
    """
    if topic not in TOPICS:
        raise ValueError(f"{topic!r} is no topic of events/topics.py")
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError(f"{link!r} is no path of this server")
    event = Event.objects.create(
        topic=topic,
        center_id=center_id,
        release=release,
        subject_kind=subject_kind,
        subject_id=subject_id,
        people=sorted(set(people)),
        title=" ".join(title.split())[:LONGEST_TITLE],
        text=text,
        link=link,
        by=by,
        at=clock.now(),
    )
    for job in deliveries.jobs():
        outbox.later(job, event_id=event.pk)
