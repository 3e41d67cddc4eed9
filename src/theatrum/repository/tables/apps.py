"""The Django application of this room."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.tables"
    label = "tables"

    def ready(self) -> None:
        """Keep the rows of tables, and answer for the files in their cells."""
        from theatrum.repository.entities import keepers  # app ready
        from theatrum.repository.entities.models import Kind  # app ready
        from theatrum.repository.files import associations  # app ready
        from theatrum.repository.tables.associations import OBJECT_TYPE, downloadable  # app ready
        from theatrum.repository.tables.keeping import TableKeeper  # app ready

        keepers.register(Kind.TABLE, TableKeeper())
        associations.register(OBJECT_TYPE, downloadable)
