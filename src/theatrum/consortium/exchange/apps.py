"""The Django application of this room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.exchange"
    label = "exchange"
