"""The Django application of this room."""

from django.apps import AppConfig


class GridsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.grids"
    label = "grids"
