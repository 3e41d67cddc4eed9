"""The Django application of this room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.records"
    label = "records"
