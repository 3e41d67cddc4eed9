"""The Django application of this room."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Lets the room's jobs be found; it has no tables."""

    name = "theatrum.consortium.releases"
    label = "releases"
