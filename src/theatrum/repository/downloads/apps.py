"""The Django application of this room."""

from django.apps import AppConfig


class DownloadsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.downloads"
    label = "downloads"
