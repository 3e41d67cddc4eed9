"""The Django application of this room."""

from django.apps import AppConfig


class DestinationsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.destinations"
    label = "destinations"
