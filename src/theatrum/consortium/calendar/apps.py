"""The Django application of this room."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.calendar"
    label = "calendar"
