"""The Django application of this room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.events"
    label = "events"
