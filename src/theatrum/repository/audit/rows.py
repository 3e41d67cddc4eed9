"""The statements that every write ends with, in SQL: the ORM takes longer to write them down than to run them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from theatrum.repository.audit.models import ChainHead, Payload

HEAD = 1
_PAYLOAD = "INSERT INTO audit_payload (content, keyed_hash) VALUES (%s, %s) RETURNING id"
_EVENT = """
    INSERT INTO audit_event
      (at, actor_id, action, subject_kind, subject_id, before_id, after_id, sequence, link)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_HEAD = "SELECT sequence, link FROM audit_chainhead WHERE id = %s"
_MOVE = "UPDATE audit_chainhead SET sequence = %s, link = %s WHERE id = %s"

Event = tuple[datetime, int, str, str, str, int | None, int | None, int, str]
"""Moment, actor, action, kind and id of the subject, payloads before and after, sequence number, link."""


def insert_payload(content: object, keyed_hash: str) -> Payload:
    """Store a value, and return it as a row."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYLOAD, [connection.ops.adapt_json_value(content, None), keyed_hash])
        number = cursor.fetchone()[0]
    return Payload.from_db(
        connection.alias, ["id", "content", "keyed_hash", "purged_at"], [number, content, keyed_hash, None]
    )


def insert_text(text: str, keyed_hash: str) -> Payload:
    """Store a value that is JSON already, and return it as a row whose content is read when somebody asks for it."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYLOAD, [text, keyed_hash])
        number = cursor.fetchone()[0]
    return Payload.from_db(connection.alias, ["id", "keyed_hash", "purged_at"], [number, keyed_hash, None])


def lock_head() -> tuple[int, str]:
    """Return the last sequence number and link, locked until the end of the transaction."""
    # On SQLite a transaction that writes is alone already.
    locked = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + locked, [HEAD])
        if (row := cursor.fetchone()) is None:
            ChainHead.objects.get_or_create(id=HEAD)
            return lock_head()
    return int(row[0]), str(row[1])


def append(events: Iterable[Event], *, sequence: int, link: str) -> None:
    """Add events to the log, whose last one has this sequence number and link."""
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(_EVENT, [(adapt(event[0]), *event[1:]) for event in events])
        cursor.execute(_MOVE, [sequence, link, HEAD])
