"""The Django application of this room."""

from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    """Where centers are in a release, and how they came there."""

    name = "theatrum.consortium.readiness"
    label = "readiness"
