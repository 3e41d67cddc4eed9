"""The Django application of this room."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.onboarding.practice"
    label = "practice"
