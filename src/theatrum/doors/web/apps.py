"""The Django application of this door."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers templates, static files, and what is remembered of sign-ins."""

    name = "theatrum.doors.web"
    label = "web"

    def ready(self) -> None:
        """Listen to the signals of allauth."""
        from theatrum.doors.web.accounts import remembering  # app ready

        remembering.listen()
