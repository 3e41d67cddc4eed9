"""The Django application of this room."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.onboarding.reminders"
    label = "reminders"
