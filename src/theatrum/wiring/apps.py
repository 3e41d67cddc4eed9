"""What happens once, when Django is ready: hooks and jobs of the floors are put together."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """The composition of the rooms."""

    name = "theatrum.wiring"
    label = "wiring"
