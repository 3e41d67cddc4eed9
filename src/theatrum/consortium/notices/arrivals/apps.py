"""The Django application of this room."""

from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.notices.arrivals"
    label = "arrivals"
