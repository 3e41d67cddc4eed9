"""The Django application of this room."""

from django.apps import AppConfig


class SchemasConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.schemas"
    label = "schemas"
