"""The Django application of this room."""

from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.entities"
    label = "entities"
