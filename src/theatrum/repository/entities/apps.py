"""The Django application of this room."""

from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.entities"
    label = "entities"

    def ready(self) -> None:
        """Follow what the rooms below tell."""
        from theatrum.repository.entities.made import is_lost  # app ready
        from theatrum.repository.entities.validation.following import follow_latest  # app ready
        from theatrum.repository.files import locks  # app ready
        from theatrum.repository.schemas import events  # app ready

        events.on_latest_changed(follow_latest)
        locks.watch(is_lost)
