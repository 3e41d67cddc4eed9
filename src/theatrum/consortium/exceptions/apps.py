"""The Django application of this room."""

from django.apps import AppConfig


class ExceptionsConfig(AppConfig):
    """Requests for exceptions, and affirmations of datasets."""

    name = "theatrum.consortium.exceptions"
    label = "exceptions"
