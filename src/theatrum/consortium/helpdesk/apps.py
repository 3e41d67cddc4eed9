"""The Django application of this room."""

from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.helpdesk"
    label = "helpdesk"
