"""The Django application of this room."""

from django.apps import AppConfig


class FoldersConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.grids.folders"
    label = "grid_folders"

    def ready(self) -> None:
        """Say which columns are read-only."""
        from theatrum.repository.grids.folders.fields import field_facts  # app ready
        from theatrum.repository.grids.live import columns  # app ready

        columns.register(field_facts)
