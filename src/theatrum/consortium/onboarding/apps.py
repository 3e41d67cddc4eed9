"""The Django application of this room."""

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.onboarding"
    label = "onboarding"
