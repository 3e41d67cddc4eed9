"""The Django application of this room."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.notices.inbox"
    label = "inbox"
