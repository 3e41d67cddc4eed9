"""The Django application of this room."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.notices.announcements"
    label = "announcements"
