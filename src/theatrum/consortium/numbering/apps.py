"""The Django application of this room."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.numbering"
    label = "numbering"
