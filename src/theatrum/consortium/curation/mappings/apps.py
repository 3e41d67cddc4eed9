"""The Django application of this room."""

from django.apps import AppConfig


class MappingsConfig(AppConfig):
    """Registers the room's tables, and remembers what is mended in grids."""

    name = "theatrum.consortium.curation.mappings"
    label = "mappings"

    def ready(self) -> None:
        """Remember what seats at a grid ask to be remembered."""
        from theatrum.consortium.curation.mappings.remembering import remember  # app ready
        from theatrum.repository.grids.problems import answers  # app ready

        answers.remember_by(remember)
