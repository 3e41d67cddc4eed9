"""Hearing that others have committed, on both engines."""

import queue
import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from theatrum.drivers.db.news import Listener, publish
from theatrum.drivers.db.transactions import writing


@pytest.mark.django_db(transaction=True)
def test_a_listener_hears_what_another_connection_commits() -> None:
    heard: queue.Queue[set[str] | None] = queue.Queue()
    listener = Listener(heard.put)
    listener.start()
    assert heard.get(timeout=300) is None, "what was committed before it listened may be new"

    def work() -> None:
        try:
            with writing():
                ContentType.objects.create(app_label="news", model="news")
                publish("grid:7")
        finally:
            connection.close()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        assert heard.get(timeout=300) == ({"grid:7"} if connection.vendor == "postgresql" else None)
    finally:
        writer.join()
        listener.stop()
    assert heard.empty()


@pytest.mark.django_db
def test_nothing_is_published_outside_of_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="outside writing"):
        publish("grid:7")
