"""The Django application of this room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.drivers.jobs"
    label = "jobs"
