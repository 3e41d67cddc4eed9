"""Remembering: each action records one event in its own transaction.

Events are held until just before the commit and then chained under the head's row lock. That lock is
the last one any transaction takes, so that it can take part in no deadlock.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field

from theatrum.drivers import installation
from theatrum.drivers.db import transactions
from theatrum.kernel import clock
from theatrum.repository.audit import chain, listening, rows
from theatrum.repository.audit.listening import Heard
from theatrum.repository.audit.models import Event, Payload


@dataclass
class _Pending(threading.local):
    events: list[tuple[chain.Facts, Payload | None, Payload | None]] = field(default_factory=list)


_pending = _Pending()


def record(
    actor_id: int,
    action: str,
    *,
    subject_kind: str,
    subject_id: object,
    before: object = None,
    after: object = None,
) -> None:
    """Remember one action in the open transaction. Raises RuntimeError outside ``writing()``."""
    if not transactions.has_hook(_flush.__name__):
        # What an earlier transaction of this thread left behind was rolled back with it.
        _pending.events.clear()
    transactions.before_commit(_flush.__name__, _flush)
    before_payload, after_payload = store_payload(before), store_payload(after)
    facts = chain.Facts(
        at=clock.now(),
        actor_id=actor_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        before_hash=before_payload.keyed_hash if before_payload else "",
        after_hash=after_payload.keyed_hash if after_payload else "",
    )
    _pending.events.append((facts, before_payload, after_payload))


def store_payload(content: object) -> Payload | None:
    """Store a value by reference, so that a purge can blank it; None stays None."""
    if content is None:
        return None
    return rows.insert_payload(content, chain.keyed_hash(_key(), content))


def purge_payloads(*, payload_ids: list[int]) -> int:
    """Blank payloads for good; their events keep the keyed hashes. Returns how many were blanked."""
    remaining = Payload.objects.filter(id__in=payload_ids, purged_at=None)
    return remaining.update(content=None, purged_at=clock.now())


def purge_subjects(*, subject_kind: str, subject_ids: Collection[object]) -> int:
    """Blank what events about some things say for good, those of the open transaction apart; returns how many."""
    events = Event.objects.filter(subject_kind=subject_kind, subject_id__in=[str(one) for one in subject_ids])
    before = events.exclude(before=None).values_list("before_id", flat=True)
    after = events.exclude(after=None).values_list("after_id", flat=True)
    return purge_payloads(payload_ids=[*before, *after])


def purge_quotes(*, subject_kind: str, subject_ids: Collection[object], text: str) -> int:
    """Blank what events about some things say where it holds a text, as ``purge_subjects`` does; returns how many."""
    events = Event.objects.filter(subject_kind=subject_kind, subject_id__in=[str(one) for one in subject_ids])
    before = events.exclude(before=None).values_list("before_id", flat=True)
    after = events.exclude(after=None).values_list("after_id", flat=True)
    return purge_quoting(payload_ids=[*before, *after], text=text)


def purge_quoting(*, payload_ids: list[int], text: str) -> int:
    """Blank those payloads that hold a text, for good; returns how many."""
    found = Payload.objects.filter(id__in=payload_ids, purged_at=None)
    return purge_payloads(payload_ids=[one.pk for one in found if _quotes(one.content, text)])


def _quotes(content: object, text: str) -> bool:
    if isinstance(content, dict):
        return any(_quotes(one, text) for one in content.values())
    if isinstance(content, list):
        return any(_quotes(one, text) for one in content)
    return isinstance(content, str) and text in content


def _flush() -> None:
    pending, _pending.events = _pending.events, []
    # Before the lock, as listeners may write.
    listening.tell([Heard(facts.action, facts.subject_kind, facts.subject_id) for facts, _, _ in pending])
    key = _key()
    sequence, link = rows.lock_head()
    events: list[rows.Event] = []
    for facts, before, after in pending:
        sequence += 1
        link = chain.next_link(key, previous=link, sequence=sequence, facts=facts)
        subject = (facts.subject_kind, facts.subject_id)
        payloads = (before.pk if before else None, after.pk if after else None)
        events.append((facts.at, facts.actor_id, facts.action, *subject, *payloads, sequence, link))
    rows.append(events, sequence=sequence, link=link)


def _key() -> bytes:
    return installation.secret("audit")
