"""The Django application of this room."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.screening"
    label = "screening"
