"""The Django application of this room."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """Planned submissions and their history."""

    name = "theatrum.consortium.submissions"
    label = "submissions"
