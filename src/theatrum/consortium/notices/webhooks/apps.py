"""The Django application of this room."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.notices.webhooks"
    label = "webhooks"
