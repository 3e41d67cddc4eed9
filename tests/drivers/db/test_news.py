"""Hearing that others have committed, on both engines."""

import queue
import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from theatrum.drivers.db.news import Listener, publish
from theatrum.drivers.db.transactions import writing


def _commit(name: str) -> None:
    try:
        with writing():
            ContentType.objects.create(app_label="news", model=name)
            publish("grid:7")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_listener_hears_what_another_connection_commits() -> None:
    heard: queue.Queue[set[str] | None] = queue.Queue()
    listener = Listener(heard.put)
    listener.start()
    assert heard.get(timeout=300) is None, "what was committed before it listened may be new"

    writer = threading.Thread(target=_commit, args=["one"])
    writer.start()
    try:
        assert heard.get(timeout=300) == ({"grid:7"} if connection.vendor == "postgresql" else None)
    finally:
        writer.join()
        listener.stop()
    assert heard.empty()


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_while_a_listener_begins_is_heard() -> None:
    heard: queue.Queue[set[str] | None] = queue.Queue()
    beginning = iter([True])

    def hear(topics: set[str] | None) -> None:
        if next(beginning, False):
            writer = threading.Thread(target=_commit, args=["another"])  # both stay until the tests end
            writer.start()
            writer.join()
        heard.put(topics)

    listener = Listener(hear)
    listener.start()
    try:
        assert heard.get(timeout=300) is None
        assert heard.get(timeout=300) == ({"grid:7"} if connection.vendor == "postgresql" else None)
    finally:
        listener.stop()


@pytest.mark.django_db
def test_nothing_is_published_outside_of_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="outside writing"):
        publish("grid:7")
