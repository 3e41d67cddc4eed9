"""The Django application of this room."""

from django.apps import AppConfig


class CentersConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.centers"
    label = "centers"
