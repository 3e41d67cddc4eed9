"""The Django application of this room."""

from django.apps import AppConfig


class GridsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.grids"
    label = "grids"

    def ready(self) -> None:
        """Follow entities that are deleted for good, and say who may read what grids were made of."""
        from theatrum.repository.entities import made, removals  # app ready
        from theatrum.repository.files.derived import Holder  # app ready
        from theatrum.repository.grids.authorization import may_read  # app ready
        from theatrum.repository.grids.purging import forget_sources  # app ready

        removals.register(forget_sources)
        made.register(Holder.GRID, may_read)
