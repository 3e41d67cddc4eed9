"""The Django application of this room."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Registers the room's tables, and reads the gate of attended sessions."""

    name = "theatrum.consortium.onboarding.sessions"
    # Django's own sessions are called so already.
    label = "information_sessions"

    def ready(self) -> None:
        """Have the gate of sessions read here."""
        from theatrum.consortium.onboarding import facts  # app ready
        from theatrum.consortium.onboarding.gates import Gate  # app ready
        from theatrum.consortium.onboarding.sessions.heard import facts_of  # app ready

        facts.register(Gate.SESSIONS, facts_of)
