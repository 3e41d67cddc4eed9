"""The Django application of this room."""

from django.apps import AppConfig


class CurationConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.curation"
    label = "curation"

    def ready(self) -> None:
        """Say what can be filled into rows of files."""
        from theatrum.consortium.curation.prefilling.knowledge import FileKnowledge  # app ready
        from theatrum.repository.grids.folders import knowledge  # app ready

        knowledge.register(FileKnowledge())
