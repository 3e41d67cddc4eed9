"""The Django application of this room."""

from django.apps import AppConfig


class GridsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.grids"
    label = "grids"

    def ready(self) -> None:
        """Follow entities that are deleted for good."""
        from theatrum.repository.entities import removals  # app ready
        from theatrum.repository.grids.purging import forget_sources  # app ready

        removals.register(forget_sources)
