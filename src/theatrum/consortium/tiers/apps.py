"""The Django application of this room."""

from django.apps import AppConfig


class TiersConfig(AppConfig):
    """Tiers that were raised by hand, and files that left the folder that made them controlled."""

    name = "theatrum.consortium.tiers"
    label = "tiers"
