"""The Django application of this room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.files"
    label = "files"
