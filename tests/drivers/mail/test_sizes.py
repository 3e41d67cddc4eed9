"""Mail that waited when sizes were introduced has one after the upgrade."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from theatrum.drivers.mail.models import IncomingMail
from theatrum.kernel import clock


@pytest.mark.django_db
def test_waiting_mail_is_measured_in_bytes() -> None:
    waiting, gone, known = (
        IncomingMail.objects.create(recipients=[], received_on=clock.now(), content=content, size=size)
        for content, size in (("ä\r\n".encode(), 0), (None, 0), (b"x", 7))
    )

    migration = import_module("theatrum.drivers.mail.migrations.0004_sizes").Migration
    migration.operations[0].code(apps, connection.schema_editor())

    sizes = dict(IncomingMail.objects.values_list("pk", "size"))
    assert sizes == {waiting.pk: 4, gone.pk: 0, known.pk: 7}
