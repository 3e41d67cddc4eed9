"""The Django application of this room."""

from django.apps import AppConfig


class WikiConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.wiki"
    label = "wiki"
