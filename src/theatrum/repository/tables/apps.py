"""The Django application of this room."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.tables"
    label = "tables"
