"""The Django application of this room."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.tables"
    label = "tables"

    def ready(self) -> None:
        """Keep the rows of tables and the definitions of views, and answer for the files in their cells."""
        from theatrum.repository.entities import keepers, made, removals  # app ready
        from theatrum.repository.entities.models import Kind  # app ready
        from theatrum.repository.files import associations  # app ready
        from theatrum.repository.files.derived import Holder  # app ready
        from theatrum.repository.tables import transacting  # app ready
        from theatrum.repository.tables.associations import OBJECT_TYPE, downloadable  # app ready
        from theatrum.repository.tables.keeping import TableKeeper  # app ready
        from theatrum.repository.tables.purging import forget_tables  # app ready
        from theatrum.repository.tables.sql.sources import may_query  # app ready
        from theatrum.repository.tables.views.keeping import ViewKeeper  # app ready
        from theatrum.repository.tables.views.transacting import transact_view  # app ready

        keepers.register(Kind.TABLE, TableKeeper())
        keepers.register(Kind.ENTITY_VIEW, ViewKeeper())
        transacting.register(Kind.ENTITY_VIEW, transact_view)
        associations.register(OBJECT_TYPE, downloadable)
        made.register(Holder.TABLE, may_query)
        removals.register(forget_tables)
