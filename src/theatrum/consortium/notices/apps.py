"""The Django application of this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.notices"
    label = "notices"
