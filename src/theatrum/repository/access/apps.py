"""The Django application of this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.access"
    label = "access"
