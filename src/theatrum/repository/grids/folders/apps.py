"""The Django application of this room."""

from django.apps import AppConfig


class FoldersConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.grids.folders"
    label = "grid_folders"
