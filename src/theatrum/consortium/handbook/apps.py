"""The Django application of this room."""

from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.handbook"
    label = "handbook"
