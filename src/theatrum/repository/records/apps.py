"""The Django application of this room."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.records"
    label = "records"

    def ready(self) -> None:
        """Judge record sets, which the room of entities leaves to this one."""
        from theatrum.repository.entities.models import Kind  # app ready
        from theatrum.repository.entities.validation import elsewhere  # app ready
        from theatrum.repository.records.actions import want_verdicts  # app ready

        elsewhere.register(Kind.RECORD_SET, want_verdicts)
