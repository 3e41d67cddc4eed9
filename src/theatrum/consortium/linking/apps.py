"""The Django application of this room."""

from django.apps import AppConfig


class LinkingConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.linking"
    label = "linking"
