"""The Django application of this room."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.repository.activities"
    label = "activities"
