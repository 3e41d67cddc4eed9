"""The Django application of this room."""

from django.apps import AppConfig


class KnownConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.known"
    label = "known"
