"""The Django application of this room."""

from django.apps import AppConfig


class CurationConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.curation"
    label = "curation"
