"""The Django application of this room."""

from django.apps import AppConfig


class RfcsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.rfcs"
    label = "rfcs"
