"""The Django application of this room."""

from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.liaison"
    label = "liaison"
